"""Statistics of contributions by the year in which they came in: how many, how long, where; and the yearly report."""
