"""The printed report of a result: a tagged PDF (PDF/UA-1) that says what the page says, for files and councils.

In: a published result, the city. Out: the file. The same result makes the same file; free texts are left to the page,
where one that should not have been released can still be taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from smilecity.city.rules import CityProfile
from smilecity.doors.web import printed, result_participation, result_screens, words
from smilecity.ground.text import LANGUAGES, has, pick
from smilecity.understand.results import rules
from smilecity.understand.results.queries import Quotes, ResultPage
from smilecity.understand.results.rules import Hidden

_TEMPLATE = Path(__file__).with_suffix(".typ")
# More would not fit on a page: what is left of an answer's groups goes on in a table below.
_COLUMNS_MOST = 6
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_HEAD_MOST = 22


def languages_of(page: ResultPage) -> list[str]:
    """Return the languages a report is made in: in Leichte Sprache where the survey speaks it."""
    return [language for language in LANGUAGES if language != "de-simple" or has(page.survey.title, language)]


def draw(page: ResultPage, city: CityProfile, language: str) -> bytes:
    """Return the report as PDF."""
    with translation.override(language):
        data = _data(page, city, language)
    return printed.compiled(_TEMPLATE, data)


def _data(page: ResultPage, city: CityProfile, language: str) -> dict[str, object]:
    shown = result_screens.page(page, Quotes([], None))
    url = settings.BASE_URL + reverse("web:result", args=[page.survey.slug])
    day = timezone.localdate(page.published_at)
    return {
        "language": language[:2],
        "accent": city.accent,
        "city": city.official_name or city.name,
        "title": pick(page.survey.title, language),
        "finding": shown["finding"],
        "warning": shown["demo_text"],
        "facts": _facts(page, str(shown["base_text"]), url),
        "day": [day.year, day.month, day.day],
        "words": _words(),
        "method": _method(url),
        "participation": _participation(page, shown),
        "questions": [_question(table, city.accent) for table in _dicts(shown["tables"])],
        "profile": [_portrait(part, city.accent) for part in _dicts(shown["profile"])],
        "crossed": [group for table in _dicts(shown["tables"]) if (group := _crossed(table))],
        "what_happens": shown["what_happens"] or _("Die Verwaltung prüft die Ergebnisse."),
        **printed.imprint(city),
        "url": url,
    }


def _dicts(found: object) -> list[dict[str, Any]]:
    return list(found) if isinstance(found, list) else []


def _words() -> dict[str, str]:
    return {
        "kicker": _("Ergebnis der Umfrage"),
        "participation": _("Wie viele haben mitgemacht?"),
        "course": _("Über die Zeit"),
        "ways": _("Auf welchem Weg"),
        "method": _("Wie die Zahlen entstanden sind"),
        "questions": _("Die Antworten"),
        "profile": _("Wer hat mitgemacht?"),
        "profile_lead": _(
            "So setzen sich die Teilnehmenden zusammen, verglichen mit allen, die hier wohnen. Die Angaben waren "
            "freiwillig."
        ),
        "crossed": _("Die Antworten nach Gruppen"),
        "crossed_lead": _(
            "Prozente: Anteil an allen aus der Gruppe, die geantwortet haben. Ein Strich steht, wo wir nichts zeigen."
        ),
        "what_happens": _("Was passiert damit?"),
        "contact": _("Kontakt und Lizenz"),
        "contents": _("Inhalt"),
        "answer": _("Antwort"),
        "number": _("Anzahl"),
        "share": _("Anteil"),
        "page": _("Seite {number} von {all}"),
    }


def _facts(page: ResultPage, base_text: str, url: str) -> list[tuple[str, str]]:
    survey = page.survey
    opened, closed = (words.day(at) if at else "" for at in (survey.opened_at, survey.closed_at))
    period = opened if opened == closed else _("{first} bis {last}").format(first=opened, last=closed)
    return [
        (_("Teilnahmen"), base_text),
        (_("Zeitraum"), period),
        (_("Wer gefragt war"), _("Alle, die mitmachen wollten. Niemand wurde ausgewählt.")),
        (_("Veröffentlicht"), words.day(page.published_at)),
        (_("Im Internet"), url),
    ]


def _method(url: str) -> list[str]:
    return [
        _("Das Ergebnis ist nicht repräsentativ: Wer mitmachen wollte, hat mitgemacht."),
        _(
            "Zahlen von weniger als {threshold} Menschen zeigen wir nicht, damit niemand zu erkennen ist. Manchmal "
            "sind auch größere Zahlen oder Nullen verborgen, weil sich eine kleine sonst ausrechnen ließe. Das gilt "
            "für alle Tabellen zusammen."
        ).format(threshold=rules.THRESHOLD),
        _("Anteile sind auf ganze Prozente gerundet. Die Zahlen stehen fest und ändern sich nicht mehr."),
        _("Antworten in eigenen Worten lesen Sie auf der Seite des Ergebnisses: {url}").format(url=url),
    ]


def _participation(page: ResultPage, shown: Mapping[str, Any]) -> dict[str, Any]:
    taken = shown["participation"] or {}
    course, ways = taken.get("course"), taken.get("ways")
    rows = ways and printed.lines(ways["rows"], ways["bars"])
    return {
        "text": shown["base_text"],
        "course": course and course | {"columns": [asdict(one) for one in course["columns"]]},
        "ways": ways and {"head": ways["head"], "rows": rows, "note": ways["note"]},
    }


def _question(table: Mapping[str, Any], accent: str) -> dict[str, Any]:
    said = ("question", "part", "opens", "sentence", "base_text", "suppressed_text", "places")
    return {
        **{name: table[name] for name in said},
        "number": table["key"].replace("-", "."),
        "rows": printed.lines(table["rows"], table["bars"]),
        "map": printed.map_of(table["map"], accent),
    }


def _portrait(part: Mapping[str, Any], accent: str) -> dict[str, Any]:
    said = ("title", "sentence", "head", "note")
    return {
        **{name: part[name] for name in said},
        "rows": printed.lines(part["rows"], part["bars"]),
        "map": printed.map_of(part["map"], accent),
    }


def _crossed(table: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a question by groups; answers with long names are called by letters, and the letters are told."""
    crossed = table["crossed"]
    if not crossed:
        return None
    answers = [row[0] for row in table["rows"]]
    long = len(answers) > _COLUMNS_MOST - 1 or any(len(answer) > _HEAD_MOST for answer in answers)
    letters = list(_LETTERS[: len(answers)]) if long and len(answers) <= len(_LETTERS) else []
    return {
        "number": table["key"].replace("-", "."),
        "question": ": ".join(filter(None, [table["question"], table["part"]])),
        "letters": [f"{letter}: {answer}" for letter, answer in zip(letters, answers, strict=False)],
        "parts": [_part(part, letters) for part in crossed["parts"]],
    }


def _part(part: Mapping[str, Any], letters: Sequence[str]) -> dict[str, Any]:
    """Return a question by one feature; groups of whom nothing may be shown are named below, not given a line."""
    head = [part["head"][0], *(letters or part["head"][1:-1]), part["head"][-1]]
    hidden = result_participation.hidden_text(Hidden.SOME)
    rows = [[row[0], *("–" if cell == hidden else cell for cell in row[1:])] for row in part["rows"]]
    shown = [row for row in rows if set(row[1:]) != {"–"}]
    left_out = ", ".join(row[0] for row in rows if row not in shown)
    chunks = range(1, len(head), _COLUMNS_MOST)
    return {
        "title": part["title"],
        "note": " ".join(
            filter(None, [left_out and _("Ohne Zahlen: {groups}.").format(groups=left_out), part["note"]])
        ),
        "tables": [
            {
                "head": [head[0], *head[at : at + _COLUMNS_MOST]],
                "rows": [[row[0], *row[at : at + _COLUMNS_MOST]] for row in shown],
            }
            for at in chunks
            if shown
        ],
    }
