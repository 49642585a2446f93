"""The forge of projects (Projektschmiede): who chooses the projects that are paid for, and how votes are counted."""
