"""Reports of what is wrong in the city (Klarschiff): a category each, and with it the office that has to do with it.

In: drafts and contents of the trunk with a category and what its questions were answered. Out: the same, routed.
"""
