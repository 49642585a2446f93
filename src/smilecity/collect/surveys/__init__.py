"""Surveys: questions asked of everybody, answered once per person, told apart from who answered.

In: a questionnaire by staff, answers by guests and members. Out: answers in random order, free texts for release.
"""
