"""Places in the city and what people feel there: happy, in need of improvement, or a favourite.

In: drafts and contents of the trunk, with the feeling as their category. Out: the same, if they are places. No tables.
"""
