"""Whole files of the answers to a closed survey, for staff: made by a job, to be fetched for some days, then erased.

Each row is one participation, in an order that says nothing; free texts are not among them.
"""
