"""Prepared values for „Was wurde daraus?“: who kept their word, by office and by theme, and what is overdue, by name.

Small numbers are said in sentences; a share is only drawn where it stands on enough answers to mean something.
"""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smilecity.city import queries as city
from smilecity.city.queries import Named, Names
from smilecity.collect.contributions.rules import Kind, Status
from smilecity.collect.reports.queries.titles import Titles
from smilecity.deliver.answers import queries
from smilecity.deliver.answers.queries import Counted, OverdueRow
from smilecity.deliver.answers.queries.outcomes import Numbers
from smilecity.deliver.answers.rules import Outcome
from smilecity.doors.web import charts, links, words
from smilecity.doors.web import contribution_filters as filters
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web.charts import Bar
from smilecity.doors.web.contribution_cards import LIST_URLS
from smilecity.doors.web.kind_words import BY_PATH, WORDS

Values = dict[str, object]
# A share of fewer answers than this would shout what a sentence says calmly.
LEAST_FOR_BARS = 5


def page(given: Mapping[str, str], language: str, at: datetime) -> Values:
    """Return everything that web/outcomes.html takes. At most 4 SQL."""
    art = given.get("art", "")
    kind, names, titles = BY_PATH.get(art), city.names(language), Titles(language)
    counted, today = queries.numbers(kind), timezone.localdate(at)
    late, more = queries.overdue(today, kind=kind, after=given.get("ab", "")[:40])
    return {
        "kinds": _kinds(kind),
        "statistics": [(str(called.many), links.to(f"web:{each}_statistics")) for each, called in WORDS.items()],
        "finding": _finding(counted.total),
        "sentences": _sentences(counted.total),
        "bars": _bars(counted.total),
        "counted_text": _("Gezählt: {moment}").format(moment=words.moment(counted.at)) if counted.at else "",
        "standing": _standing(counted),
        "offices": _groups(counted.by_office, names.offices, kind, key=""),
        "themes": _groups(counted.by_theme, names.themes, kind, key=filters.THEME),
        "overdue": [_overdue(row, names, titles) for row in late],
        "next_url": filters.to_query({"art": art, "ab": more}) + "#ueberfaellig" if more else "",
        "first_url": filters.to_query({"art": art} if kind else {}) + "#ueberfaellig" if given.get("ab") else "",
    }


def _kinds(chosen: Kind | None) -> list[tuple[str, str, bool]]:
    offered = [(str(called.many), f"?art={called.path}", kind is chosen) for kind, called in WORDS.items()]
    return [(_("Alle"), "?", chosen is None), *offered]


# --- in all ----------------------------------------------------------------------------------------------------------


def _sum(numbers: Numbers, *which: Outcome) -> int:
    return sum(numbers.get(one, 0) for one in which)


def _finding(total: Numbers) -> str:
    """Return the sentence that counts."""
    every, answered = sum(total.values()), _sum(total, Outcome.ON_TIME, Outcome.LATE, Outcome.UNDATED)
    if not every:
        return _("Noch ist kein Beitrag gezählt. Sobald der erste da ist, sehen Sie hier, was daraus wird.")
    sentence = ngettext(
        "Die Stadt hat {answered} von {n} Beitrag beantwortet.",
        "Die Stadt hat {answered} von {n} Beiträgen beantwortet.",
        every,
    )
    return sentence.format(answered=words.number(answered), n=words.number(every))


def _sentences(total: Numbers) -> list[str]:
    """Return what else the numbers say; what is zero is only said where it is good news."""
    dated, on_time = _sum(total, Outcome.ON_TIME, Outcome.LATE), total.get(Outcome.ON_TIME, 0)
    overdue, waiting = total.get(Outcome.OVERDUE, 0), total.get(Outcome.OPEN, 0)
    told = []
    if dated:
        sentence = ngettext(
            "{n} Antwort hatte ein zugesagtes Datum; rechtzeitig kam: {on_time}.",
            "{n} Antworten hatten ein zugesagtes Datum; rechtzeitig kamen: {on_time}.",
            dated,
        )
        told.append(sentence.format(n=words.number(dated), on_time=words.number(on_time)))
    if waiting:
        sentence = ngettext(
            "{n} Beitrag ist offen, und bis zur Antwort ist noch Zeit.",
            "{n} Beiträge sind offen, und bis zur Antwort ist noch Zeit.",
            waiting,
        )
        told.append(sentence.format(n=words.number(waiting)))
    if sum(total.values()):
        told.append(_late_sentence(overdue))
    return told


def _late_sentence(overdue: int) -> str:
    if not overdue:
        return _("Überfällig ist gerade nichts.")
    sentence = ngettext(
        "Bei {n} Beitrag ist der zugesagte Tag vorbei, ohne dass entschieden ist.",
        "Bei {n} Beiträgen ist der zugesagte Tag vorbei, ohne dass entschieden ist.",
        overdue,
    )
    return sentence.format(n=words.number(overdue))


def _bars(total: Numbers) -> list[Bar]:
    every = sum(total.values())
    labels = {
        Outcome.ON_TIME: _("rechtzeitig beantwortet"),
        Outcome.LATE: _("verspätet beantwortet"),
        Outcome.UNDATED: _("beantwortet, ohne zugesagtes Datum"),
        Outcome.OPEN: _("offen, noch in der Zeit"),
        Outcome.OVERDUE: _("offen und überfällig"),
    }
    if every < LEAST_FOR_BARS:
        return []
    return [
        Bar(label, words.number(total[which]), charts.length(total[which], every), first=which is Outcome.ON_TIME)
        for which, label in labels.items()
        if total.get(which)
    ]


def _standing(counted: Counted) -> list[tuple[str, str]]:
    """Return how many stand where, each with its list."""
    return [
        (
            _("{status}: {counted}").format(counted=said.counted(kind, number), status=said.status(status)),
            links.to(LIST_URLS[kind]) + filters.to_query({filters.STATUS: _SLUGS[status]}),
        )
        for kind in Kind
        for status in Status
        if (number := counted.by_status.get((kind, status), 0))
    ]


_SLUGS: dict[Status, str] = {status: slug for slug, status in filters.STATUSES.items()}

# --- by office and theme ------------------------------------------------------------------------------------------


def _groups(
    groups: Mapping[int, Numbers] | Mapping[int | None, Numbers],
    names: Mapping[int, Named],
    kind: Kind | None,
    *,
    key: str,
) -> list[Values]:
    """Return groups in the order of their names; with a `key`, each leads to its list, or to one of each kind."""
    return [_group(named, groups[pk], _lists(kind, key, named.key)) for pk, named in names.items() if pk in groups]


def _lists(chosen: Kind | None, key: str, value: str) -> list[tuple[str, str]]:
    """Return what each list of a group is called, and its address; no list can be narrowed to an office."""
    return [
        (str(called.many), links.to(LIST_URLS[kind]) + filters.to_query({key: value}))
        for kind, called in WORDS.items()
        if key and chosen in {None, kind}
    ]


def _group(named: Named, numbers: Numbers, lists: list[tuple[str, str]]) -> Values:
    dated, on_time = _sum(numbers, Outcome.ON_TIME, Outcome.LATE), numbers.get(Outcome.ON_TIME, 0)
    bar = Bar(named.name, "", charts.length(on_time, dated)) if dated >= LEAST_FOR_BARS else None
    return {"name": named.name, "lists": lists, "sentence": _group_sentence(numbers, dated, on_time), "bar": bar}


def _group_sentence(numbers: Numbers, dated: int, on_time: int) -> str:
    parts = []
    if dated:
        parts.append(
            _("{on_time} von {dated} Antworten rechtzeitig").format(
                on_time=words.number(on_time), dated=words.number(dated)
            )
        )
    elif numbers.get(Outcome.UNDATED):
        parts.append(_("{n} beantwortet").format(n=words.number(numbers[Outcome.UNDATED])))
    waiting = _sum(numbers, Outcome.OPEN, Outcome.OVERDUE)
    parts += [_("{n} offen").format(n=words.number(waiting))] if waiting else []
    overdue = numbers.get(Outcome.OVERDUE, 0)
    parts += [_("davon {n} überfällig").format(n=words.number(overdue))] if overdue else []
    return ", ".join(parts)


# --- overdue -------------------------------------------------------------------------------------------------------


def _overdue(row: OverdueRow, names: Names, titles: Titles) -> Values:
    base = links.to(LIST_URLS[row.kind])
    return {
        "title": titles.said(row.kind, row.title),
        "lang": said.lang_of(titles.written_in(row.kind, row.title, row.language)),
        "url": f"{base}{row.number}/",
        "office": names.offices[row.office].name
        if row.office and row.office in names.offices
        else _("noch ohne Stelle"),
        "due": _("zugesagt bis {day}").format(day=words.on_day(row.due_on)),
    }
