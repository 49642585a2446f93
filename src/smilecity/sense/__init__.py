"""What the city measures: sensors in, values out, on the standard of the field."""
