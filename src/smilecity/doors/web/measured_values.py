"""A period told value by value. In: values as they were sent. Out: a part of the page."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smilecity.doors.web import measured_telling as telling
from smilecity.doors.web import measured_words as said
from smilecity.doors.web import words
from smilecity.doors.web.measured_chart import Dot
from smilecity.doors.web.measured_telling import ROWS_MOST, Part, Subject, Table
from smilecity.sense.things.queries.rows import Reading
from smilecity.sense.things.rules.words import DOUBTFUL, LARGEST

# Words take more room than numbers, and fewer of them are of use.
_WORDS_MOST = 100
Values = Sequence[tuple[Reading, Any]]


def is_number(result: object) -> bool:
    """Say whether a result can be drawn."""
    if isinstance(result, bool) or not isinstance(result, int | float):
        return False
    return math.isfinite(result) and abs(result) < LARGEST


def has_number(result: object) -> bool:
    """Say whether a result, or a part of one, can be drawn."""
    return any(map(is_number, result)) if isinstance(result, list) else is_number(result)


def told(subject: Subject, found: Sequence[Reading]) -> Part:
    """Return a part that tells each value. `found`: by time, at least one."""
    values = [(one, _own(one.result, subject)) for one in found]
    dots = [Dot(one.at, float(own)) for one, own in values if one.quality not in DOUBTFUL and is_number(own)]
    rows_most = ROWS_MOST if dots else _WORDS_MOST
    doubtful = sum(one.quality in DOUBTFUL for one in found)
    return Part(
        heading=subject.name,
        sentence=_sentence(subject, dots) if dots else _counted(subject, [own for _one, own in values]),
        plot=telling.plot(subject, dots, None, doubtful) if dots else None,
        table=_table(subject, values[-rows_most:]),
        note=_cut(len(values), rows_most),
    )


def _own(result: Any, subject: Subject) -> Any:
    """Return the part of a result that is the subject's."""
    if not subject.row.multi:
        return result
    return result[subject.index] if isinstance(result, list) and subject.index < len(result) else None


def _sentence(subject: Subject, dots: Sequence[Dot]) -> str:
    digits = max(said.digits_of(dot.value) for dot in dots)
    return telling.sentence(subject, dots, digits, telling.mean_of([dot.value for dot in dots]))


def _counted(subject: Subject, found: Sequence[Any]) -> str:
    """Return how many values there are, and what they say most often where that is more than half of them."""
    values = ngettext("{n} Wert", "{n} Werte", len(found)).format(n=words.number(len(found)))
    often, times = Counter(said.part(own, subject.unit) for own in found).most_common(1)[0]
    if 1 < len(found) < times * 2:
        sentence = _("{period}: {values}, meist „{value}“.")
        return sentence.format(period=subject.period.words, values=values, value=often)
    return _("{period}: {values}.").format(period=subject.period.words, values=values)


def _table(subject: Subject, values: Values) -> Table:
    """Return the values, the newest first, with their quality where any is known."""
    has_quality = any(said.quality(one.quality) for one, _own_value in values)
    rows = [
        [said.times(one), said.part(own, subject.unit), *([said.quality(one.quality)] if has_quality else [])]
        for one, own in reversed(values)
    ]
    return Table(subject.title, [_("Gemessen"), _("Wert"), *([_("Güte")] if has_quality else [])], rows)


def _cut(count: int, most: int) -> str:
    if count <= most:
        return ""
    return _("Die Tabelle zeigt die neuesten {most} von {all} Werten. Alle stehen in der Datei.").format(
        most=words.number(most), all=words.number(count)
    )
