"""The law of places: a feeling, and where it is, on the map or in words."""

from enum import StrEnum

from smilecity.collect.contributions import rules
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence


class Feeling(StrEnum):
    """What a place is to somebody."""

    HAPPY = "happy"
    IMPROVE = "improve"
    FAVOURITE = "favourite"


# What pages say of it.
WORDS: dict[Feeling, str] = {
    Feeling.HAPPY: sentence("macht mich glücklich"),
    Feeling.IMPROVE: sentence("sollte besser werden"),
    Feeling.FAVOURITE: sentence("Lieblingsort"),
}
NO_FEELING = sentence("Bitte wählen Sie, was der Ort für Sie ist.")
NO_PLACE = sentence("Bitte zeigen Sie den Ort auf der Karte oder beschreiben Sie, wo er liegt.")
NO_NAME = sentence("Bitte geben Sie dem Ort einen Namen.")
NO_TEXT = sentence("Bitte schreiben Sie, was an diesem Ort besser werden sollte.")


def check(*, title: str, text: str, category: str, place: str, has_point: bool) -> None:
    """Raise Refused with the first reason why this is no place yet. The texts are clean (see contributions.rules)."""
    if category not in set(Feeling):
        raise Refused(NO_FEELING)
    if not has_point and not rules.has_words(place):
        raise Refused(NO_PLACE)
    if not title:
        raise Refused(NO_NAME)
    if not rules.has_words(title):
        raise Refused(rules.NO_LETTERS)
    # Joy needs no reasons; what should get better needs some, or nobody can do anything about it.
    if category == Feeling.IMPROVE and not rules.has_words(text):
        raise Refused(NO_TEXT)
