"""What the calendar reads: the tokens of its links, and iCal files."""
