"""Steps of the database for the library of questions."""
