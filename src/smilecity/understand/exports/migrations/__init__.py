"""How the table of files came to be what it is."""
