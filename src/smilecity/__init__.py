"""Smile City: an open platform with which a town hall runs its smart city.

The folders tell the story in order: people speak (collect), the city understands (understand) and shows what
came of it; the doors (web, desk, mail) only translate between the outside world and these rooms.
"""
