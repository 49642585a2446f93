"""The law of ideas: they need words that others can understand; themes and a place are welcome, not required."""

from smilecity.collect.contributions import rules
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

NO_TEXT = sentence("Bitte beschreiben Sie Ihre Idee in ein paar Worten.")


def check(title: str, text: str) -> None:
    """Raise Refused with the first reason why this is no idea yet. The texts are clean (see contributions.rules)."""
    if not title:
        raise Refused(rules.NO_TITLE)
    if not text:
        raise Refused(NO_TEXT)
    if not rules.has_words(title) or not rules.has_words(text):
        raise Refused(rules.NO_LETTERS)
