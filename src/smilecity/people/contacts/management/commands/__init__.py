"""Commands about contacts, found by Django by their file names."""
