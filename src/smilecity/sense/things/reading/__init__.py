"""Files of values, read row by row with flat memory."""
