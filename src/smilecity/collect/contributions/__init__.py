"""The trunk: every kind of voice that is one text of one person, on one clock.

In: ideas, places and (later) reports, by guests, members or staff for others. Out: what lists show, sort and filter,
supports and comments, and a history that is only ever appended.
"""
