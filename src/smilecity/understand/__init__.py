"""Where the city makes sense of what was said."""
