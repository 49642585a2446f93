"""The public pages. A view is three sentences: parse, one call, show."""
