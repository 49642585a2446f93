"""Who can be reached, and may be: guests by a confirmed address, members by their account.

The proof of a double opt-in lies apart from the addresses: it stays when an address is erased.
"""
