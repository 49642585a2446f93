"""Prepared values for the page of a result: findings, bars, tables, who took part, in the reader's language."""

from collections.abc import Sequence
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import SCALE_STEPS, Feature, Kind, said_in
from smilecity.doors.web import charts, district_map, result_crossed, result_kinds, result_participation, words
from smilecity.doors.web.charts import Bar
from smilecity.doors.web.district_map import Place
from smilecity.ground.text import has, pick
from smilecity.people.register.rules import Way
from smilecity.understand.results import queries, rules
from smilecity.understand.results.drawing import Plan
from smilecity.understand.results.queries import Headline, Quotes, ResultPage
from smilecity.understand.results.reading import Result
from smilecity.understand.results.rules import Entry, Hidden, Portrait, Row, Said, Table

Shown = dict[str, object]


def _language() -> str:
    return get_language() or "de"


def say(said: Said | None) -> str:
    """Return a sentence of the results in the reader's language; empty for none."""
    return said.text(_language(), gettext) if said else ""


def headlines() -> list[dict[str, str]]:
    """Return the published results, the newest first, each with its finding."""
    return [_headline(row) for row in queries.published_list()]


def _headline(row: Headline) -> dict[str, str]:
    base = _("frei erfundene Antworten als Beispiel") if row.generated else _taken_part(row.base)
    return {
        "slug": row.slug,
        "title": pick(row.title, _language()),
        "finding": say(row.finding),
        "url": reverse("web:result", args=[row.slug]),
        "base_text": base,
        "published_text": _("veröffentlicht am {day}").format(day=words.day(row.published_at)),
    }


def _taken_part(base: int) -> str:
    return _("Teilnahmen: {number}").format(number=words.number(base))


def page(shown: ResultPage, quotes: Quotes) -> Shown:
    """Return everything that web/result.html takes."""
    survey, result = shown.survey, shown.result
    language = _language()
    texts = _by_question(quotes)
    return {
        "survey": {"title": pick(survey.title, language)},
        "not_simple": language == "de-simple" and not has(survey.title, language),
        "finding": say(rules.headline(result.tables, result.base)),
        "base_text": _base(result.base, result.ways),
        "period_text": _period(survey),
        "not_representative": _("Das Ergebnis ist nicht repräsentativ: Wer mitmachen wollte, hat mitgemacht."),
        "demo_text": _generated() if survey.generated else "",
        "tables": [
            table(row, texts.get(row.key, []), number)
            | {"crossed": _crossed(result, row), "map": _map(row, shown.plan)}
            for number, row in result_kinds.numbered(result.tables)
        ],
        "participation": result_participation.participation(result.participation, result.base),
        "profile": [
            portrait(row) | {"map": result_participation.by_district(row, shown.plan)} for row in result.portraits
        ],
        "erased_text": _erased(survey),
        "more_texts_url": f"?texte={quotes.after}" if quotes.after else "",
        "what_happens": pick(survey.what_happens, language),
        "downloads": _downloads(shown),
    }


def _generated() -> str:
    return _(
        "Diese Antworten sind erfunden. Ein Programm hat sie mit einem festen Startwert erzeugt, um zu zeigen, wie ein "
        "Ergebnis aussieht. Es sind keine Meinungen von Menschen."
    )


def _by_question(quotes: Quotes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in quotes.rows:
        found.setdefault(str(row.question), []).append(said_in(row.text, gettext))
    return found


def _base(base: int, ways: dict[str, int]) -> str:
    parts = [f"{_taken_part(base)}."]
    if len(ways) > 1:
        counts = {way.value: words.number(ways.get(way.value, 0)) for way in Way}
        if set(ways) <= {Way.GUEST, Way.MEMBER}:
            parts.append(_("Davon {guest} ohne und {member} mit Konto.").format(**counts))
        else:
            parts.append(_("Davon {ways}.").format(ways=", ".join(_way(way, counts) for way in Way if way in ways)))
    return " ".join([*parts, _("Jede E-Mail-Adresse zählt einmal.")])


def _way(way: Way, counts: dict[str, str]) -> str:
    return f"{counts[way.value]} {result_participation.WAYS[way]}"


def _period(survey: SurveyRow) -> str:
    if survey.opened_at is None or survey.closed_at is None:
        return ""
    first, last = words.day(survey.opened_at), words.day(survey.closed_at)
    return first if first == last else _("{first} bis {last}").format(first=first, last=last)


def _erased(survey: SurveyRow) -> str:
    if survey.erased_at is None:
        return ""
    sentence = _("Die einzelnen Antworten und die freien Texte haben wir am {day} gelöscht. Die Zahlen bleiben.")
    return sentence.format(day=words.day(survey.erased_at))


def _downloads(shown: ResultPage) -> list[tuple[str, str]]:
    slug, size = shown.survey.slug, shown.reports.get(_language())
    report = _("Bericht zum Ausdrucken (PDF, {size})").format(size=filesizeformat(size or 0))
    return [
        *([(report, reverse("web:result_pdf", args=[slug]))] if size else []),
        (_("Alle Zahlen für Tabellenprogramme (XLSX)"), reverse("web:result_xlsx", args=[slug])),
        (_("Alle Zahlen als einfacher Text (CSV)"), reverse("web:result_csv", args=[slug])),
        (_("Alle Zahlen für Programme (JSON)"), reverse("web:result_json", args=[slug])),
    ]


def _crossed(result: Result, shown: Table) -> Shown | None:
    return result_crossed.crossed(result, shown, [label(row, shown) for row in shown.rows])


# --- one question --------------------------------------------------------------------------------------------------


def table(shown: Table, quotes: Sequence[str], number: str) -> Shown:
    """Return one question with its finding, bars and numbers."""
    numbers = bool(shown.base) and shown.hidden is not Hidden.ALL
    finding = rules.finding(shown)
    first = {row.key for row in rules.leaders(shown.rows)} if finding else set()
    return {
        "key": number.replace(".", "-"),
        "opens": result_kinds.opens(number),
        **result_kinds.named(shown),
        "sentence": say(finding),
        "bars": [_bar(row, shown, row.key in first) for row in shown.rows] if numbers else [],
        "rows": [(label(row, shown), _count(row, shown), _share(row, shown)) for row in shown.rows] if numbers else [],
        "base_text": " ".join(filter(None, [say(rules.base_of(shown)), _median(shown), *result_kinds.notes(shown)])),
        "places": result_kinds.places(shown),
        "suppressed_text": say(rules.hidden_note(shown)),
        "quotes": quotes,
    }


def _map(shown: Table, plan: Plan) -> Shown | None:
    """Return how often each part of town was named, as a map."""
    if shown.kind is not Kind.PLACE or not shown.base or shown.hidden is Hidden.ALL:
        return None
    places = [Place(row.key, row.count, f"{pick(row.label, _language())}: {_count(row, shown)}") for row in shown.rows]
    return district_map.drawn(plan, _("Wie oft jeder Ortsteil genannt wurde"), places)


def _median(shown: Table) -> str:
    if shown.median is None:
        return ""
    middle = rules.number_text(int(shown.median) if shown.median.is_integer() else shown.median, _language())
    middle = " ".join(filter(None, [middle, result_kinds.unit(shown)]))
    return _(
        "Der mittlere Wert (Median) ist {median}: Die eine Hälfte liegt da oder darunter, die andere da oder darüber."
    ).format(median=middle)


def label(row: Row, shown: Table) -> str:
    """Return an answer in words; the ends of a scale bear their names."""
    text, language = pick(row.label, _language()), _language()
    ends = {str(SCALE_STEPS[0]): shown.low, str(SCALE_STEPS[-1]): shown.high} if shown.kind is Kind.SCALE else {}
    name = pick(ends.get(row.key, {}), language)
    # A text that was borrowed from German stays one.
    return type(text)(f"{text} – {name}") if name else text


def _count(row: Row, shown: Table | Portrait) -> str:
    return result_participation.hidden_text(shown.hidden) if row.count is None else words.number(row.count)


def _share(row: Row, shown: Table | Portrait) -> str:
    if row.count is None or not shown.base:
        return "–"
    return rules.share_text(row.count, shown.base, _language())


def _bar(row: Row, shown: Table, first: bool) -> Bar:
    if row.count is None:
        return Bar(label=label(row, shown), share_text=result_participation.hidden_text(shown.hidden), hidden=True)
    return Bar(
        label=label(row, shown),
        share_text=f"{words.number(row.count)} ({_share(row, shown)})",
        percent=charts.length(row.count, shown.base or 0),
        first=first,
    )


# --- who took part -------------------------------------------------------------------------------------------------


def portrait(shown: Portrait) -> Shown:
    """Return who took part by one feature, beside the population."""
    numbers = bool(shown.base) and shown.hidden is not Hidden.ALL
    return {
        "key": shown.feature.value,
        "title": gettext(rules.FEATURE_TITLES[shown.feature]),
        "sentence": say(rules.portrait_finding(shown)),
        "bars": [_entry_bar(row, shown) for row in shown.rows] if numbers else [],
        "rows": [_entry(row, shown) for row in shown.rows] if numbers else [],
        "head": _head(shown),
        "note": " ".join(filter(None, [say(rules.unsaid_note(shown)), say(rules.hidden_note(shown)), _year(shown)])),
    }


def _year(shown: Portrait) -> str:
    if shown.year is None:
        return ""
    return _("Bevölkerung: Stand Ende {year}.").format(year=shown.year)


def _population(row: Entry, shown: Portrait) -> str:
    if row.residents is None or not shown.population:
        return ""
    return rules.share_text(row.residents, shown.population, _language())


def _head(shown: Portrait) -> list[str]:
    beside = [_("Bevölkerung"), _("Unterschied")] if shown.population else []
    if beside and shown.feature is Feature.DISTRICT:
        beside.append(_("je 1.000 Menschen"))
    return [gettext(rules.FEATURE_TITLES[shown.feature]), _("Teilnehmende"), *beside]


def _entry(row: Entry, shown: Portrait) -> list[str]:
    """Return a line of the table: who, how many of them took part, their share of the population, the difference."""
    here = _count(row, shown) if row.count is None else f"{_count(row, shown)} ({_share(row, shown)})"
    beside = [_population(row, shown) or "–", say(rules.difference(row, shown)) or "–"] if shown.population else []
    if beside and shown.feature is Feature.DISTRICT:
        beside.append(result_participation.per_thousand(row, shown) or "–")
    return [pick(row.label, _language()), here, *beside]


def _entry_bar(row: Entry, shown: Portrait) -> Bar:
    population = _population(row, shown)
    beside = _(" · Stadt {share}").format(share=population) if population else ""
    here = result_participation.hidden_text(shown.hidden) if row.count is None else _share(row, shown)
    return Bar(
        label=pick(row.label, _language()),
        share_text=here + beside,
        percent=charts.length(row.count or 0, shown.base or 0),
        peer_text=population,
        peer_percent=charts.length(row.residents or 0, shown.population or 0),
        hidden=row.count is None,
    )


def after(raw: str) -> UUID | None:
    """Return the id from which a reader goes on with the free texts; None: from the first."""
    try:
        return UUID(raw)
    except ValueError:
        return None
