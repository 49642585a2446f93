"""The calendar: events of the programme and of the city, their dates, who has registered, what came of them.

A series is a list of dated occurrences: each can be moved, cancelled and documented by itself.
"""
