"""The desk door: where staff work, in Wagtail's shell. Its forms never save: they call actions."""
