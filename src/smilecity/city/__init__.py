"""The city: its profile, districts, population, themes (Handlungsfelder) and offices (zuständige Stellen).

A second city is only another set of files: nothing in the program knows the name of any city.
"""
