"""Pages for visitors we know nothing of, kept in memory until something that they show has changed.

`serving` answers from the store in front of Django, `recording` fills it and notes which tables a page was made from,
`listening` hears from the database which tables have changed, `tables` says which may be shown how.
"""
