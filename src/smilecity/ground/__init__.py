"""The ground every room stands on: clock, texts, keyed hashes, events, jobs, limits, audit, geometry.

Nothing here knows what a city, a person or a survey is.
"""
