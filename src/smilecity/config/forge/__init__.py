"""The command `smilecity forge`: counts a file of ballots, explains, compares, verifies. Without a database."""
