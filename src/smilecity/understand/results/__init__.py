"""Results: what the answers to a survey say in numbers, with nobody to be recognised in them.

Counts go in, tables come out that are safe to show. A published table is frozen; small counts never reach it.
"""
