"""Tables in words. In: guarded tables. Out: German sentences with values, filled in the reader's language by a door."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from smilecity.collect.surveys.rules import SCALE_STEPS, TEXTS, Feature, Kind
from smilecity.ground.text import Texts, pick, sentence
from smilecity.understand.results.rules.crossing import Crossed
from smilecity.understand.results.rules.disclosure import THRESHOLD, Hidden
from smilecity.understand.results.rules.participation import Participation
from smilecity.understand.results.rules.tables import Entry, Portrait, Row, Table, share

_NBSP = "\u00a0"
_TIES_NAMED = 3
FEATURE_TITLES = {
    Feature.AGE_GROUP: sentence("Alter"),
    Feature.SEX: sentence("Geschlecht"),
    Feature.DISTRICT: sentence("Ortsteil"),
}
_AND = sentence("{first} und {last}")


@dataclass(frozen=True)
class Share:
    """A count of a base, to be written as a percentage."""

    count: int
    base: int


Value = int | float | Share | Texts | tuple[Texts, ...]


@dataclass(frozen=True)
class Said:
    """A German sentence (a message id) and what fills its placeholders."""

    sentence: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def text(self, language: str, translate: Callable[[str], str]) -> str:
        """Return the sentence in `language`; `translate` knows the translation of a message id."""
        filled = {name: _written(value, language, translate) for name, value in self.values.items()}
        return translate(self.sentence).format(**filled)


def _written(value: Value, language: str, translate: Callable[[str], str]) -> str:
    match value:
        case int() | float():
            return number_text(value, language)
        case Share():
            return share_text(value.count, value.base, language)
        case tuple():
            names = [pick(texts, language) for texts in value]
            return translate(_AND).format(first=", ".join(names[:-1]), last=names[-1])
        case _:
            return pick(value, language)


def number_text(value: float, language: str) -> str:
    """Return a number as the language writes it: 1.284 and 3,8 in German, 1,284 and 3.8 in English."""
    english = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
    return english if language == "en" else english.translate(str.maketrans(",.", ".,"))


def percent_text(percent: int | str, language: str) -> str:
    """Return a percentage as the language writes it: with a space that never breaks in German."""
    return f"{percent}%" if language == "en" else f"{percent}{_NBSP}%"


def share_text(count: int, base: int, language: str) -> str:
    """Return a share in whole percent; only nobody is 0 % and only everybody is 100 %."""
    percent = share(count, base)
    if percent == 0 and count:
        return percent_text("<1", language)
    if percent == 100 and count != base:
        return percent_text(">99", language)
    return percent_text(percent, language)


NOBODY = sentence("Diese Frage hat niemand beantwortet.")
TOO_FEW = sentence("Es gibt weniger als {threshold} Antworten. Darum zeigen wir hier keine Zahlen.")
LINKED = sentence(
    "Diese Frage kam nur nach einer bestimmten Antwort. Wie viele diese Antwort gegeben haben, zeigen wir nicht. Darum "
    "zeigen wir auch hier keine Zahlen."
)
ALL_SMALL = sentence("Die Antworten verteilen sich auf so kleine Gruppen, dass wir keine Zahlen zeigen.")
MOST_FIRST = sentence("Am häufigsten auf Platz 1: „{answer}“ ({count} von {base}, {share}).")
MOST_NAMED = sentence("Am häufigsten genannt: „{answer}“ ({count} von {base}, {share}).")
ALIKE = sentence("Gleich oft genannt: {answers} (je {count} von {base}, {share}).")
MANY_ALIKE = sentence("{number} Antworten liegen gleichauf (je {count} von {base}, {share}).")
ON_AVERAGE = sentence("Im Durchschnitt {mean} auf einer Skala von {first} bis {last}.")
ON_AVERAGE_NAMED = sentence("Im Durchschnitt {mean} auf einer Skala von {first} („{low}“) bis {last} („{high}“).")
STEP = sentence("Am häufigsten gewählt: {answer} von {last} ({count} von {base}, {share}).")
WRITTEN = sentence("{base} Antworten in eigenen Worten.")
TAKEN_PART = sentence("Teilnahmen: {base}.")
NO_ONE_TOOK_PART = sentence("Niemand hat mitgemacht.")


def finding(table: Table) -> Said | None:
    """Return what a table says first; None where saying it would tell what is hidden."""
    if not table.base or table.kind in TEXTS or table.hidden is Hidden.ALL:
        return _instead(table)
    if table.mean is not None:
        return _average(table, table.mean)
    # Of several answers, a hidden one may be what nearly all have chosen.
    if table.kind is Kind.SEVERAL and table.hidden is Hidden.SOME:
        return None
    return _most(table, table.base)


def _instead(table: Table) -> Said:
    """Return what is said of a table that shows no numbers."""
    if table.hidden is Hidden.LINKED:
        return Said(LINKED)
    if table.base is None:
        return Said(TOO_FEW, {"threshold": THRESHOLD})
    if table.base == 0:
        return Said(NOBODY)
    return Said(WRITTEN, {"base": table.base}) if table.kind in TEXTS else Said(ALL_SMALL)


def _average(table: Table, mean: float) -> Said:
    values: dict[str, Value] = {"mean": mean, "first": SCALE_STEPS[0], "last": SCALE_STEPS[-1]}
    if pick(table.low, "de") and pick(table.high, "de"):
        return Said(ON_AVERAGE_NAMED, values | {"low": table.low, "high": table.high})
    return Said(ON_AVERAGE, values)


def leaders(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with the largest count shown."""
    most = max((row.count for row in rows if row.count is not None), default=0)
    return [row for row in rows if most and row.count == most]


def _most(table: Table, base: int) -> Said | None:
    first = leaders(table.rows)
    if not first or first[0].count is None:
        return None
    values: dict[str, Value] = {"count": first[0].count, "base": base, "share": Share(first[0].count, base)}
    if len(first) > _TIES_NAMED:
        return Said(MANY_ALIKE, values | {"number": len(first)})
    if len(first) > 1:
        return Said(ALIKE, values | {"answers": tuple(row.label for row in first)})
    if table.kind is Kind.SCALE:
        return Said(STEP, values | {"answer": first[0].label, "last": SCALE_STEPS[-1]})
    return Said(MOST_FIRST if table.kind is Kind.RANKING else MOST_NAMED, values | {"answer": first[0].label})


def headline(tables: Sequence[Table], participations: int) -> Said:
    """Return the sentence under which a result is announced: the first choice that has a finding, else a scale."""
    # A line of a matrix says little without its neighbours.
    whole = [table for table in tables if not table.part]
    for kinds in ({Kind.ONE, Kind.SEVERAL}, {Kind.RANKING}, {Kind.SCALE}):
        for table in whole:
            said = finding(table) if table.kind in kinds and table.base and table.hidden is not Hidden.ALL else None
            if said:
                return said
    return Said(TAKEN_PART, {"base": participations}) if participations else Said(NO_ONE_TOOK_PART)


_BASE = sentence("{base} Antworten.")
_BASE_SEVERAL = sentence(
    "{base} haben geantwortet. Mehrere Antworten waren möglich, darum können es zusammen mehr als 100 Prozent sein."
)
_HIDDEN = {
    Hidden.SMALL: sentence("Werte unter {threshold} zeigen wir nicht genau, damit niemand zu erkennen ist."),
    Hidden.SOME: sentence(
        "Einzelne Werte zeigen wir nicht, damit niemand zu erkennen ist, der zu einer kleinen Gruppe gehört."
    ),
}


def base_of(table: Table) -> Said | None:
    """Return how many the shares of a table stand on."""
    if not table.base or table.kind in TEXTS:
        return None
    return Said(_BASE_SEVERAL if table.kind is Kind.SEVERAL else _BASE, {"base": table.base})


def hidden_note(table: Table | Portrait) -> Said | None:
    """Return why some counts of a table are not there."""
    note = _HIDDEN.get(table.hidden) if table.base else None
    return Said(note, {"threshold": THRESHOLD}) if note else None


def ways_note(taken: Participation) -> Said | None:
    """Return why some ways of taking part have no count."""
    note = _HIDDEN.get(taken.hidden)
    return Said(note, {"threshold": THRESHOLD}) if note else None


_GROUPS_SMALL = sentence("Die Gruppen sind dafür zu klein. Darum zeigen wir hier keine Zahlen.")


def crossed_note(crossed: Crossed) -> Said | None:
    """Return why counts of a question by a feature are not there."""
    if crossed.hidden is Hidden.ALL:
        return Said(_GROUPS_SMALL)
    return Said(_HIDDEN[Hidden.SOME]) if crossed.hidden is Hidden.SOME else None


_UNSAID = sentence("{unsaid} von {all} Teilnehmenden haben dazu nichts angegeben.")
_ALL_SAID = sentence("Alle Teilnehmenden haben dazu etwas angegeben.")
_TOO_FEW_TOLD = sentence(
    "Weniger als {threshold} Teilnehmende haben dazu etwas angegeben. Darum zeigen wir keine Zahlen."
)
_MORE = sentence("{points} Prozentpunkte mehr")
_ONE_MORE = sentence("1 Prozentpunkt mehr")
_LESS = sentence("{points} Prozentpunkte weniger")
_ONE_LESS = sentence("1 Prozentpunkt weniger")
_SAME = sentence("etwa gleich viel")
_BESIDE = sentence(
    "Stärker vertreten als in der Bevölkerung: {over} ({over_here} statt {over_there}). "
    "Schwächer: {under} ({under_here} statt {under_there})."
)
_LIKE_POPULATION = sentence("Die Teilnehmenden verteilen sich etwa so wie die Bevölkerung.")


def unsaid_note(portrait: Portrait) -> Said:
    """Return how many kept a feature to themselves."""
    if portrait.base is None or portrait.unsaid is None:
        return Said(_TOO_FEW_TOLD, {"threshold": THRESHOLD})
    if not portrait.unsaid:
        return Said(_ALL_SAID)
    return Said(_UNSAID, {"unsaid": portrait.unsaid, "all": portrait.base + portrait.unsaid})


def points(entry: Entry, portrait: Portrait) -> int | None:
    """Return by how many percentage points a group is larger among participants than in the population, halves up."""
    if entry.count is None or entry.residents is None or not portrait.base or not portrait.population:
        return None
    exact = 100 * (Fraction(entry.count, portrait.base) - Fraction(entry.residents, portrait.population))
    return floor(exact + Fraction(1, 2))


def difference(entry: Entry, portrait: Portrait) -> Said | None:
    """Return the difference between participants and population in words."""
    by = points(entry, portrait)
    return None if by is None else _difference(by)


def _difference(by: int) -> Said:
    if by == 0:
        return Said(_SAME)
    if abs(by) == 1:
        return Said(_ONE_MORE if by > 0 else _ONE_LESS)
    return Said(_MORE if by > 0 else _LESS, {"points": abs(by)})


def portrait_finding(portrait: Portrait) -> Said | None:
    """Return which group took part most above, and which most below, its share of the population."""
    known = [(by, entry) for entry in portrait.rows if (by := points(entry, portrait)) is not None]
    if not known:
        return None
    most, least = max(known, key=lambda pair: pair[0]), min(known, key=lambda pair: pair[0])
    if most[0] > 1 and least[0] < -1:
        return Said(_BESIDE, _beside("over", most[1], portrait) | _beside("under", least[1], portrait))
    return Said(_LIKE_POPULATION) if portrait.hidden is Hidden.NONE else None


def _beside(name: str, entry: Entry, portrait: Portrait) -> dict[str, Value]:
    return {
        name: entry.label,
        f"{name}_here": Share(entry.count or 0, portrait.base or 1),
        f"{name}_there": Share(entry.residents or 0, portrait.population or 1),
    }
