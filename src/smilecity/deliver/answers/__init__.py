"""Binding answers: every contribution has an office, a promised day, a status and a public reply; none ends in silence.

In: contributions of every kind from the trunk. Out: steps on the trunk's history, reminders, and who kept their word.
"""
