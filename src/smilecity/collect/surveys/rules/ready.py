"""When a survey may open: what it, its questions and the limits of their answers still lack."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from smilecity.collect.surveys.rules.questions import LONG_MOST, OPTIONED, SHORT_MOST, TEXTS, Kind, Option, Question
from smilecity.collect.surveys.rules.stages import is_over
from smilecity.collect.surveys.rules.way import broken
from smilecity.ground.refusals import Refused
from smilecity.ground.text import FALLBACK, LANGUAGES, Texts, has, pick, sentence

NO_QUESTION = sentence("Die Umfrage hat noch keine Frage.")
NO_TITLE = sentence("Die Umfrage braucht einen Titel.")
NO_TEXT = sentence("Frage {number} hat keinen Text.")
FEW_OPTIONS = sentence("Frage {number} braucht mindestens zwei Antworten zur Auswahl.")
NO_OPTION_TEXT = sentence("Bei Frage {number} hat eine Antwort keinen Text.")
TWIN_OPTIONS = sentence("Bei Frage {number} gibt es eine Antwort doppelt.")
LIMITS_CROSSED = sentence("Bei Frage {number} ist der kleinste Wert größer als der größte.")
DAYS_CROSSED = sentence("Bei Frage {number} liegt der erste Tag nach dem letzten.")
MORE_THAN_OPTIONS = sentence("Frage {number} verlangt oder erlaubt mehr Antworten, als zur Auswahl stehen.")
TOO_MANY_LETTERS = sentence("Bei Frage {number} sind mehr Zeichen erlaubt, als in das Feld passen.")
NO_PICTURE_WORDS = sentence(
    "Bei Frage {number} fehlt zum Bild der Text für Menschen, die es nicht sehen ({languages})."
)
PAST_DEADLINE = sentence("Das Ende der Umfrage muss in der Zukunft liegen.")


def lacking(title: Texts, questions: Sequence[Question], closes_at: datetime | None, at: datetime) -> Iterator[Refused]:
    """Yield every reason why a survey cannot open yet."""
    if not pick(title, "de"):
        yield Refused(NO_TITLE)
    if not questions:
        yield Refused(NO_QUESTION)
    for number, question in enumerate(questions, 1):
        yield from _lacking_in(question, number)
    yield from broken(questions)
    if is_over(closes_at, at):
        yield Refused(PAST_DEADLINE)


def _lacking_in(question: Question, number: int) -> Iterator[Refused]:
    """Yield what one question lacks."""
    if not pick(question.text, "de"):
        yield Refused(NO_TEXT, number=number)
    if question.kind in OPTIONED:
        yield from (Refused(reason, number=number) for reason in _lacking_options(question.options))
    silent = _silent_languages(question)
    if silent:
        yield Refused(NO_PICTURE_WORDS, number=number, languages=", ".join(silent))
    reason = wrong_limits(question)
    if reason:
        yield Refused(reason, number=number)


def _silent_languages(question: Question) -> list[str]:
    """Return the languages in which the question is asked and its picture says nothing."""
    if question.picture is None:
        return []
    asked = [language for language in LANGUAGES if language == FALLBACK or has(question.text, language)]
    return [language for language in asked if not has(question.picture.alt, language)]


def wrong_limits(question: Question) -> str | None:
    """Return what is wrong with the limits of a question: nobody could keep to them."""
    limits = question.limits
    if limits.least is not None and limits.most is not None and limits.least > limits.most:
        return LIMITS_CROSSED
    if limits.first and limits.last and limits.first > limits.last:
        return DAYS_CROSSED
    counts = question.kind in {Kind.SEVERAL, Kind.RANKING}
    if counts and max(limits.least or 0, limits.most or 0) > len(question.options):
        return MORE_THAN_OPTIONS
    letters = SHORT_MOST if question.kind is Kind.SHORT else LONG_MOST
    return TOO_MANY_LETTERS if question.kind in TEXTS and (limits.most or 0) > letters else None


def _lacking_options(options: Sequence[Option]) -> Iterator[str]:
    texts = [pick(option.text, "de").casefold() for option in options]
    if len(texts) < 2:
        yield FEW_OPTIONS
    if not all(texts):
        yield NO_OPTION_TEXT
    # By its key an answer is counted, by its text it is chosen: neither may be there twice.
    elif len({option.key for option in options}) < len(texts) or len(set(texts)) < len(texts):
        yield TWIN_OPTIONS


def check_ready(title: Texts, questions: Sequence[Question], closes_at: datetime | None, at: datetime) -> None:
    """Raise Refused with the first reason why a survey cannot open yet."""
    for reason in lacking(title, questions, closes_at, at):
        raise reason
