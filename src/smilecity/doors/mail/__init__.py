"""The mail door: what the city writes to people. Every mail waits in the database until a mail server has taken it."""
