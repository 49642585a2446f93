"""Moderation: what residents write is read, shown, hidden or corrected by people, each time with a reason.

Contributions and comments go in, decisions with a statement of reasons come out (Digital Services Act, Regulation (EU)
2022/2065, articles 16, 17 and 20); readers report, authors and reporters may complain.
"""
