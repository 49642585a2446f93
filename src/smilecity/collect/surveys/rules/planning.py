"""What is set for later: when a survey opens by itself, when its result is published, and what would prevent it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from smilecity.collect.surveys.rules.questions import Question
from smilecity.collect.surveys.rules.ready import lacking
from smilecity.collect.surveys.rules.stages import is_over
from smilecity.collect.surveys.rules.translating import places
from smilecity.ground.refusals import Refused
from smilecity.ground.text import Texts, has, sentence

IN_THE_PAST = sentence("Der Zeitpunkt muss in der Zukunft liegen.")
OPENS_TOO_LATE = sentence("Die Umfrage muss vor ihrem Ende öffnen.")
PUBLISHED_TOO_EARLY = sentence("Das Ergebnis kann erst nach dem Ende der Umfrage veröffentlicht werden.")
STILL_OPEN = sentence("Die Umfrage ist noch offen.")
# A language nobody has begun is no lack: readers get German, marked as such. One left half-way nobody wanted to show.
HALF_TRANSLATED = {
    "en": sentence("Die englische Übersetzung ist angefangen, aber nicht vollständig."),
    "de-simple": sentence("Die Fassung in Leichter Sprache ist angefangen, aber nicht vollständig."),
}


def check_opening(opens_at: datetime, closes_at: datetime | None, at: datetime) -> None:
    """Raise Refused unless a survey can be set to open at this moment."""
    if is_over(opens_at, at):
        raise Refused(IN_THE_PAST)
    if is_over(closes_at, opens_at):
        raise Refused(OPENS_TOO_LATE)


def check_publishing(publish_at: datetime, closes_at: datetime | None, at: datetime) -> None:
    """Raise Refused unless a result can be set to be published at this moment. `closes_at`: the end, or when it was."""
    if is_over(publish_at, at):
        raise Refused(IN_THE_PAST)
    if closes_at is not None and publish_at.astimezone(UTC) < closes_at.astimezone(UTC):
        raise Refused(PUBLISHED_TOO_EARLY)


def lacking_unseen(
    said: Sequence[Texts], questions: Sequence[Question], closes_at: datetime | None, at: datetime
) -> Iterator[Refused]:
    """Yield every reason why a survey does not open by itself: nobody looks at it in that moment.

    `said`: its title, summary and use. To what keeps it from being opened by hand comes a translation left half-way.
    """
    yield from lacking(said[0], questions, closes_at, at)
    written = [place.texts for place in places(said, questions)]
    yield from (Refused(reason) for language, reason in HALF_TRANSLATED.items() if _half(written, language))


def _half(written: Iterable[Texts], language: str) -> bool:
    return len({has(texts, language) for texts in written}) == 2
