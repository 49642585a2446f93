"""Commands of the city's senses."""
