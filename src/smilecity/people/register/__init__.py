"""The register of participation: who has taken part in which process, never what was said.

Each process has a pepper of its own; the register keeps HMAC(pepper, normalised address) and destroys both a set
time after the close. It shares no id, sequence or timestamp with the answers.
"""
