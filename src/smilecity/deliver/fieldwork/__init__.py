"""Work outside: an office orders a crew, the crew says from the spot what became of it.

Each device keeps what it has to tell until it is heard, and is heard once.
"""
