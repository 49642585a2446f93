"""Who else has a say in the city's data, and the keys with which their programs come in.

In: a party, its keys. Out: who knocks, and what they may do. A key is shown once; only its hash is kept.
"""
