"""Commands about people, found by Django by their file names."""
