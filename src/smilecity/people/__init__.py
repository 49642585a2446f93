"""People: accounts, roles and the register of participation. What they said lies elsewhere."""
