"""What a city can be measured by."""
