"""The law of the city's senses as pure functions: words of the standard, values, the query language."""
