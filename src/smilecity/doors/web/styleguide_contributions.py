"""Invented ideas, replies and comments: what the components of contributions are looked at with."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe

Values = dict[str, object]

THEMES = ["Verkehr und Mobilität", "Infrastruktur, Umwelt und Bauen", "Kultur, Sport und Ehrenamt"]


def _items(texts: list[str], css: str = "") -> SafeString:
    return mark_safe("".join(f'<li class="{css}">{text}</li>' for text in texts))  # noqa: S308 - our own words


def _state(kind: str, text: str) -> SafeString:
    icon = '<svg class="icon" aria-hidden="true" focusable="false"></svg>'
    return mark_safe(f'<span class="status status--{kind}">{icon}{text}</span>')  # noqa: S308 - our own words


CARD: Values = {
    "number": 128,
    "url": "#",
    "title": "Bänke und Schatten am Ufer der Warnow",
    "excerpt": "Im Sommer sitzen hier jeden Abend viele Menschen auf der Mauer. Mit Bänken könnten Ältere bleiben.",
    "lang": "",
    "state": _state("in_review", "in Prüfung"),
    "promise": "Antwort bis 17. Dezember 2026",
    "late": False,
    "chips": _items(["Stadtmitte"], "chip chip--place") + _items(THEMES[:2], "chip"),
    "facts": _items(["19. November 2026", "Kim P.", "27 Menschen unterstützen das", "3 Kommentare"]),
    "photo": "",
}
LATE: Values = {
    **CARD,
    "number": 96,
    "title": "A drinking fountain on Neuer Markt",
    "lang": "en",
    "state": _state("received", "eingegangen"),
    "promise": "Antwort überfällig seit 12 Tagen",
    "late": True,
    "chips": _items(THEMES[2:], "chip"),
    "facts": _items(["3. Oktober 2026"]),
}
DONE: Values = {
    **CARD,
    "number": 41,
    "title": "Zebrastreifen an der Kita",
    "state": _state("done", "umgesetzt"),
    "promise": "",
}


def _printed(card: Values) -> object:
    """Return a card as lists get it; printed when it is shown, since no template is there while this is read."""
    return SimpleLazyObject(lambda: render_to_string("web/components/contribution_card.html", {"card": card}))


CARDS = [_printed(card) for card in (CARD, LATE, DONE)]
CHIPS = [("Verkehr und Mobilität", "#"), ("Warnemünde", "#")]
SORTS = [
    ("neu", "#", True),
    ("meist unterstützt", "#", False),
    ("meist kommentiert", "#", False),
    ("noch ohne Antwort", "#", False),
]
TEXT = mark_safe(
    '<p dir="auto">Im Sommer sitzen hier jeden Abend viele Menschen auf der Mauer am Ufer.</p>'
    '<p dir="auto">Wie in <a href="https://example.org/park" rel="nofollow ugc noopener">https://example.org/park</a>.</p>'
)
STANDING: Values = {
    "state": _state("accepted", "wird umgesetzt"),
    "office": "Amt für Stadtgrün",
    "promise": "Antwort überfällig seit 3 Tagen",
    "late": True,
    "answered": "Beantwortet am 12. Oktober 2026",
}
REPLY: Values = {
    "id": "antwort-1",
    "office": "Amt für Stadtgrün",
    "day": "12. Oktober 2026",
    "text": TEXT,
    "state": "wird umgesetzt",
}
EVENTS = [
    {"day": "3. Oktober 2026", "sentence": "Der Beitrag ist bei uns eingegangen.", "text": ""},
    {"day": "5. Oktober 2026", "sentence": "Der Text wurde geändert.", "text": mark_safe("<p>Ein Name fehlt.</p>")},
    {"day": "12. Oktober 2026", "sentence": "Antwort von: Amt für Stadtgrün.", "text": "", "marked": True},
    {"day": "13. Oktober 2026", "sentence": "Zusammengeführt mit „Bänke“ (Nr. 7).", "text": "", "url": "#"},
]
COMMENT: Values = {
    "id": "kommentar-1",
    "office": "",
    "name": "Maren",
    "day": "7. Oktober 2026",
    "text": mark_safe('<p dir="auto">Sehr gute Idee! Am besten mit Rückenlehne.</p>'),
    "lang": "",
    "edited": "",
    "report_url": "#",
}
OFFICE_COMMENT: Values = {**COMMENT, "id": "kommentar-2", "office": "Amt für Stadtgrün"}
PHOTOS = [{"small": "/static/web/favicon.svg", "large": "#", "alt": "Die Mauer am Ufer am Abend"}]
