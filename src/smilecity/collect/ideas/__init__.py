"""Ideas for the city: a title and a few sentences, with themes and a place where they have one.

In: drafts and contents of the trunk. Out: the same, if they are ideas. No tables of its own.
"""
