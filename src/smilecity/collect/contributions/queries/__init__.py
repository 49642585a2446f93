"""What may be asked of contributions: lists, one in detail, counts. A fixed number of statements each."""
