"""Barriers that people met on these pages and told us of, with or without a way to answer (BITV 2.0)."""
