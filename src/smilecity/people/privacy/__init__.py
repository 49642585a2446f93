"""What people are told before a process asks them anything (Art. 13 GDPR), how old they must be, what they agreed to.

Consents lie apart from all answers, with their text and version, under a key that only who names the address can make.
"""
