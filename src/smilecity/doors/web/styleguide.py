"""Every component in each of its states, as data: for eyes (/styleguide/ in the demo) and for tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from smilecity.doors.web import styleguide_contributions as made
from smilecity.doors.web import styleguide_pages as told

Values = dict[str, object]

ERROR = "Wählen Sie eine Antwort aus."
OPTIONS = [
    ("rad", "Radwege", False),
    ("gruen", "Bäume und Grün", True),
    ("wohnen", "Bezahlbare Wohnungen in allen Stadtteilen", False),
]
SCALE = [(str(step), str(step), step == 4) for step in range(1, 6)]
CARD = {
    "title": "Wie kommen Sie durch die Stadt?",
    "lead": "Zu Fuß, mit dem Rad, mit Bus und Bahn oder mit dem Auto: Sagen Sie uns, wo es hakt.",
    "url": "#",
    "time_left": "noch 12 Tage",
    "closes_text": "offen bis 30. September",
    "taken_part_text": "1.284 haben schon mitgemacht",
    "minutes_text": "dauert etwa 5 Minuten",
}
BARS = [
    {"label": "Radwege", "share_text": "34 %", "percent": "34", "first": True},
    {"label": "Bäume und Grün", "share_text": "26 %", "percent": "26"},
    {"label": "Spielplätze und Orte für Jugendliche", "share_text": "16 %", "percent": "16"},
]
TABLE: Values = {
    "caption": "Stimmen je Thema",
    "head": ["Thema", "Stimmen", "Anteil"],
    "rows": [["Radwege", "412", "34 %"], ["Grün", "318", "26 %"]],
}
ANSWERS = [
    {"question": "Was soll zuerst besser werden?", "values": ["Radwege", "Bäume und Grün"], "change_url": "#"},
    {"question": "Was noch?", "values": [], "change_url": "#"},
]
EMPTY: Values = {
    "title": "Noch nichts da",
    "text": "Sobald jemand etwas sagt, steht es hier.",
    "url": "#",
    "link_text": "Etwas sagen",
}
CHART = mark_safe(
    '<svg viewBox="0 0 320 40" role="img" aria-labelledby="kt"><title id="kt">Radwege: 34 Prozent</title>'
    '<rect class="chart__track" width="320" height="18" rx="4"/>'
    '<rect class="chart__bar" width="109" height="18" rx="4"/>'
    '<text x="0" y="36" font-size="14">Radwege: 34 %</text></svg>'
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One component in one state. `folder`: where its template lies; `item`: it is one of a list."""

    name: str
    template: str
    values: Values = field(default_factory=dict)
    folder: str = "components"
    item: bool = False

    @property
    def html(self) -> SafeString:
        """The component as a page would show it."""
        shown = render_to_string(f"web/{self.folder}/{self.template}.html", self.values)
        return format_html('<ul role="list">{}</ul>', shown) if self.item else shown


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter of the styleguide."""

    title: str
    shown: list[Sample]


def _text(**more: object) -> Values:
    return {"label": "Wie heißt die Straße?", "name": "x", **more}


def _choice(**more: object) -> Values:
    return {"label": "Was soll zuerst besser werden?", "name": more["id"], "options": OPTIONS, **more}


def _select(**more: object) -> Values:
    return {"label": "In welchem Ortsteil wohnen Sie?", "name": "x", "options": OPTIONS, **more}


def parts() -> Iterator[Part]:
    """All of them, in the order in which a page uses them."""
    yield Part("Zustände und Hinweise", [*_states(), *_notices()])
    yield Part("Weg und Ort", list(_ways()))
    yield Part("Formulare", [*_fields(), *_choices(), *_ends()])
    yield Part("Inhalte", [*_texts(), *_figures()])
    yield Part("Beiträge", list(_contributions()))
    yield Part("Was die Redaktion schreibt", list(_blocks()))
    yield Part("Neues und Beteiligung", list(_pages()))
    yield Part("Kalender", list(_calendar()))
    yield Part("Suche und Stellen", list(_found()))
    yield Part("Meine Daten", list(_own()))


def _states() -> Iterator[Sample]:
    for kind, text in [
        ("open", "noch 12 Tage"),
        ("soon", "beginnt am 1. Oktober"),
        ("done", "beantwortet"),
        ("stop", "überfällig seit 3 Tagen"),
        ("info", "in Prüfung"),
    ]:
        yield Sample(f"Zustand: {kind}", "status", {"kind": kind, "text": text})


def _notices() -> Iterator[Sample]:
    for kind in ["info", "success", "warning", "danger"]:
        values: Values = {"kind": kind, "title": "Gut zu wissen", "text": "Ein Satz genügt."}
        yield Sample(f"Hinweis: {kind}", "notice", values)


def _ways() -> Iterator[Sample]:
    yield Sample("Zurück", "back", {"url": "#"})
    yield Sample("Brotkrumen", "breadcrumb", {"trail": [("Start", "#"), ("Umfragen", "#")], "here": "Radwege"})
    yield Sample("Schritt", "progress", {"step": 2, "steps": 5})
    yield Sample("Seiten", "pagination", {"previous_url": "#", "next_url": "#", "place_text": "Seite 2 von 7"})


def _fields() -> Iterator[Sample]:
    errors = [("f3", "Geben Sie eine E-Mail-Adresse an."), ("c2", ERROR)]
    yield Sample("Fehlerliste", "error_summary", {"errors": errors})
    yield Sample("Text", "field", _text(id="f1", hint="Zum Beispiel Lange Straße 1.", value="Doberaner Straße"))
    yield Sample("Text, freiwillig", "field", _text(id="f2", optional=True))
    wrong = _text(id="f3", kind="email", value="kim@", error="Prüfen Sie die Adresse.")
    yield Sample("E-Mail mit Fehler", "field", wrong)
    yield Sample("Langer Text", "field", _text(id="f4", kind="long", limit=1000, value="Mehr Bänke am Ufer."))
    yield Sample("Code", "field", _text(id="f5", kind="code", value="402 718"))


def _choices() -> Iterator[Sample]:
    yield Sample("Eine Antwort", "choices", _choice(id="c1", hint="Eine Antwort."))
    yield Sample("Eine Antwort mit Fehler", "choices", _choice(id="c2", error=ERROR))
    yield Sample("Mehrere Antworten", "choices", _choice(id="c3", several=True))
    scale = _choice(id="s1", options=SCALE, low="gar nicht zufrieden", high="sehr zufrieden")
    yield Sample("Skala", "scale", scale)
    yield Sample("Auswahl", "select", _select(id="a1", optional=True))
    yield Sample("Auswahl mit Fehler", "select", _select(id="a2", error="Wählen Sie einen Ortsteil."))


def _ends() -> Iterator[Sample]:
    buttons: Values = {"text": "Antworten absenden", "second_url": "#", "second_text": "Später weitermachen"}
    yield Sample("Ende eines Formulars", "button_row", buttons)
    yield Sample("Knopf als Link", "link_button", {"url": "#", "text": "Zur Startseite", "kind": "secondary"})


def _texts() -> Iterator[Sample]:
    yield Sample("Karte", "card", {"card": CARD})
    yield Sample("Antworten prüfen", "summary", {"rows": ANSWERS})
    more: Values = {"summary": "Was mit Ihren Angaben passiert", "paragraphs": ["Nichts, was Sie nicht wissen."]}
    yield Sample("Mehr", "more", more)
    yield Sample("Leer", "empty", EMPTY)


def _figures() -> Iterator[Sample]:
    yield Sample("Balken", "bars", {"rows": BARS})
    yield Sample("Zeichnung", "chart", {"chart": CHART, "base_text": "1.192 bestätigte Teilnahmen."})
    yield Sample("Tabelle", "table", TABLE)


def _contributions() -> Iterator[Sample]:
    yield Sample("Ideen in einer Liste", "contributions", {"cards": made.CARDS})
    yield Sample("Filter, die man aufheben kann", "chips", {"chips": made.CHIPS, "removable": True})
    yield Sample("Reihenfolgen", "sorts", {"sorts": made.SORTS})
    yield Sample("Fotos", "photos", {"photos": made.PHOTOS})
    yield Sample("Antwort der Stadt", "reply", {"reply": made.REPLY})
    yield Sample("Was bisher geschah", "timeline", {"events": made.EVENTS})
    yield Sample("Kommentare", "comments", {"comments": [made.COMMENT, made.OFFICE_COMMENT]})
    for kind, text in [("received", "eingegangen"), ("in_review", "in Prüfung"), ("accepted", "wird umgesetzt")]:
        yield Sample(f"Stand: {text}", "status", {"kind": kind, "text": text})
    yield Sample("Stand: nicht umsetzbar", "status", {"kind": "declined", "text": "nicht umsetzbar"})


def _blocks() -> Iterator[Sample]:
    for name, template, values in told.BLOCKS:
        yield Sample(name, template, values, "blocks")
    yield Sample("Umfrage auf einer Seite", "survey", {"card": CARD}, "blocks")
    yield Sample("Datei", "document", told.DOCUMENT, "blocks")


def _pages() -> Iterator[Sample]:
    yield Sample("Nachricht mit Bild", "news", {"item": told.NEWS, "level": 3})
    yield Sample("Nachricht in einer anderen Sprache", "news", {"item": told.NEWS_ENGLISH, "level": 3})
    for way in told.WAYS:
        yield Sample(f"Beteiligung: {way['kind_text']}", "way", {"item": way})


def _calendar() -> Iterator[Sample]:
    for name, card in told.DATES:
        yield Sample(name, "card", {"card": card}, "calendar", item=True)
    yield Sample("Was als Nächstes kommt", "coming", {"card": told.COMING}, "calendar", item=True)
    yield Sample("Ein Monat", "month", {"grid": told.month()}, "calendar")
    yield Sample("Das Wichtigste", "facts", told.FACTS, "calendar")
    yield Sample("Wozu man sich anmeldet", "about", {"event": told.EVENT}, "calendar")


def _found() -> Iterator[Sample]:
    yield Sample("Suchfeld", "field", {"id": "g1", "text": "Radweg"}, "search")
    yield Sample("Auswahl daneben", "facet", told.FACET, "search")
    for name, hit in told.HITS:
        yield Sample(name, "hit", {"hit": hit}, "search")
    yield Sample("Stelle", "card", {"office": told.OFFICE}, "offices")
    yield Sample("Keine Stelle gefunden", "nothing", {"city": told.CITY}, "offices")


def _own() -> Iterator[Sample]:
    yield Sample("Was gespeichert ist", "row", {"row": told.OWN_ROW}, "own_data")
    yield Sample("Datenschutz vor der ersten Frage", "privacy_notice", {"notice": told.NOTICE})
    yield Sample("Vor der ersten Frage", "before", told.BEFORE)
    yield Sample("Hilfe am Formular", "help", {"city": told.CITY})
    yield Sample("Lücke, die die Stadt füllt", "gap", {"text": "wer bei Barrieren hilft"})


def page(request: HttpRequest) -> HttpResponse:
    """Show them all."""
    return render(request, "web/styleguide.html", {"parts": list(parts())})
