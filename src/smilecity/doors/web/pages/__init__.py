"""Pages that editors write: blocks, languages, menus, what they cost and how they are shown."""
