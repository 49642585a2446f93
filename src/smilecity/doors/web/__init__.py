"""The web door: the public pages. A view parses, makes one call, and shows."""
