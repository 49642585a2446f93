"""Commands of the city, found by Django by their file names."""
