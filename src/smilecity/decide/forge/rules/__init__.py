"""The law of counting, without database or clock: elections (election, pabulib) in, outcomes (outcome) out.

`counting.count` is the one way in; `equal_shares`, `phragmen`, `greedy` and `committees` are the rules themselves.
"""
