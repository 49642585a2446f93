"""Invented pages, dates, hits and offices: what the components of the site's pages are looked at with."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.safestring import mark_safe

Values = dict[str, object]

PICTURE: Values = {
    "src": "/static/web/favicon.svg",
    "width": 640,
    "height": 336,
    "srcset": "",
    "credit": "Foto: Kim P.",
}
RICH = mark_safe(
    "<h2>Worum es geht</h2><p>Der Hafen wird <strong>schöner</strong>. Sie haben <a href='#'>mitgeredet</a>.</p>"
    "<ul><li>mehr Bänke</li><li>mehr Schatten</li></ul>"
)
CITY: Values = {"phone": "0381 381-0", "email": "mitreden@rostock.example"}
RESULT: Values = {
    "title": "Wie kommen Sie durch die Stadt?",
    "finding": "Am häufigsten genannt: „Radwege“ (412 von 1.192, 34 %).",
    "url": "#",
    "base_text": "1.192 Teilnahmen",
    "published_text": "veröffentlicht am 21. Januar 2026",
}
FOLD = {"title": "Was speichern Sie über mich?", "html": mark_safe("<p>So wenig wie möglich.</p>")}
STEP = {"title": "Bestätigen", "text": "Gäste bekommen eine E-Mail mit einem Link."}
# Name, template below web/blocks, values.
BLOCKS: list[tuple[str, str, Values]] = [
    ("Text", "text", {"html": RICH}),
    ("Bild", "image", {"figure": PICTURE, "alt": "Ein Bogen über dem Wasser", "caption": "Das Zeichen des Programms."}),
    ("Zum Aufklappen", "accordion", {"title": "Gut zu wissen", "folds": [FOLD, {**FOLD, "title": "Und danach?"}]}),
    ("Schritte", "steps", {"title": "In zwei Schritten", "steps": [{**STEP, "title": "Schreiben"}, STEP]}),
    ("Kontakt", "contact", {"title": "Fragen?", "name": "Team Smile City", "text": "Wir antworten gern.", **CITY}),
    ("Ergebnis auf einer Seite", "result", {"result": RESULT}),
    (
        "Messreihe auf einer Seite",
        "chart",
        {
            "name": "Wasserstand am Alten Strom",
            "thing": {"name": "Pegel Warnemünde", "url": "#"},
            "finding": {"sentence": "Gerade sind es 502 cm."},
            "measured_at": "vor 4 Minuten",
            "url": "#",
            "part": None,
        },
    ),
    (
        "Karte auf einer Seite",
        "map",
        {"title": "Orte in der Stadt", "source": "#", "list_url": "#", "list_text": "Dasselbe als Liste"},
    ),
]
DOCUMENT: Values = {"title": "Das Konzept als Datei", "url": "#", "kind": "PDF", "size": 240_000}
NEWS: Values = {
    "title": "Bürgerschaft bestätigt die Strategie",
    "lead": "Mit dem Beschluss beginnt die Umsetzung.",
    "lang": "",
    "url": "#",
    "day": "2023-07-05",
    "day_text": "5. Juli 2023",
    "picture": PICTURE,
}
NEWS_ENGLISH: Values = {**NEWS, "title": "Guests from four cities", "lead": "", "lang": "en", "picture": None}
WAYS: list[Values] = [
    {
        "kind_text": "Umfrage",
        "title": "Wie kommen Sie durch die Stadt?",
        "lead": "Sagen Sie uns, wo es hakt.",
        "url": "#",
        "link_text": "Mitmachen",
        "time_left": "noch 12 Tage",
        "facts": ["dauert etwa 5 Minuten", "1.284 haben schon mitgemacht"],
        "phases": [
            {"name": "Fragen beantworten", "state": "now", "note": "bis 30. September"},
            {"name": "Auswerten", "state": "later"},
            {"name": "Ergebnis", "state": "later"},
        ],
        "state": "open",
    },
    {
        "kind_text": "Ideen sammeln",
        "title": "Ihre Ideen für den Hafen",
        "url": "#",
        "link_text": "Ergebnis lesen",
        "phases": [
            {"name": "Schreiben und unterstützen", "state": "done"},
            {"name": "Was daraus wurde", "state": "now"},
        ],
        "state": "over",
    },
]
DATE: Values = {
    "weekday": "Di",
    "day": 15,
    "iso": "2026-12-15",
    "url": "#",
    "title": "Zukunftswerkstatt Stadthafen",
    "when": "Dienstag, 15. Dezember 2026, 17:00 bis 20:00 Uhr",
    "place": "Stadthafen",
    "lead": "Wir zeichnen, bauen und streiten freundlich.",
    "kind": "Smart-City-Programm",
    "places": "Noch 12 Plätze frei",
}
MOVED: Values = {**DATE, "state": "Neuer Termin", "state_kind": "stale"}
CANCELLED: Values = {**DATE, "state": "Abgesagt", "state_kind": "stop", "cancelled": True, "places": ""}
DATES = [("Termin", DATE), ("Termin, verlegt", MOVED), ("Termin, abgesagt", CANCELLED)]
COMING: Values = {**DATE, "month": "Dez."}
EVENT: Values = {"title": DATE["title"], "when": DATE["when"], "place": "Stadthafen", "url": "#"}
FACTS: Values = {
    "registration": {"url": "#", "text": "Zum Termin anmelden", "places": "Noch 12 Plätze frei", "until": "bis Montag"},
    "where": {"place": "Rathaus", "address": "Neuer Markt 1", "district": "Stadtmitte", "district_url": "#"},
    "access": {"points": ["Ohne Stufen zugänglich", "Gebärdensprache"], "note": "Der Aufzug ist links."},
    "organiser": "Amt für Digitalisierung",
    "ics_url": "#",
}
WEEKDAYS = [
    ("Mo", "Montag"), ("Di", "Dienstag"), ("Mi", "Mittwoch"), ("Do", "Donnerstag"), ("Fr", "Freitag"),
    ("Sa", "Samstag"), ("So", "Sonntag"),
]  # fmt: skip
FACET: Values = {
    "id": "muster",
    "title": "Art",
    "choices": [
        {"text": "Ideen", "count": 2, "url": "#", "chosen": True},
        {"text": "Umfragen", "count": 1, "url": "#", "chosen": False},
    ],
}
HIT: Values = {
    "kind": "Idee",
    "icon": "comment",
    "line": "17. Oktober 2026",
    "title": [{"text": "Radweg", "hit": True}, {"text": " an der Hamburger Straße ohne Lücken", "hit": False}],
    "excerpt": [{"text": "Der ", "hit": False}, {"text": "Radweg", "hit": True}, {"text": " hört auf.", "hit": False}],
    "url": "#",
}
HIT_ENGLISH: Values = {**HIT, "title": [{"text": "A cycle path", "hit": False}], "title_lang": "en", "excerpt": []}
HITS = [("Treffer", HIT), ("Treffer in einer anderen Sprache", HIT_ENGLISH)]
OFFICE: Values = {
    "name": "Straßen, Wege und Brücken",
    "url": "#",
    "text": "Bau und Unterhalt von Straßen, Brücken, Laternen und Ampeln.",
    "phone": "0381 381-0",
    "email": "strassen-wege-und-bruecken@rostock.example",
}
OWN_ROW = [("E-Mail-Adresse", "kim@example.org"), ("eingegangen", "3. Oktober 2026"), ("Text", "Mehr Bänke.\nBitte.")]
NOTICE = [("Wofür", "Wir werten die Antworten aus."), ("Wie lange", "Antworten ohne Bestätigung: 48 Stunden.")]
BEFORE: Values = {"age_text": "Ich bin mindestens 14 Jahre alt.", "consent_text": "Die Stadt darf mir schreiben."}


def month() -> Values:
    """Return a December that begins on a Tuesday, with something on the 15th."""
    days = list(_days())
    return {
        "title": "Dezember 2026",
        "weekdays": WEEKDAYS,
        "weeks": [days[at : at + 7] for at in range(0, len(days), 7)],
        "any": True,
    }


def _days() -> Iterator[Values]:
    for place, number in enumerate([30, *range(1, 32), 1, 2, 3]):
        date = {"url": "#", "title": "Zukunftswerkstatt", "time": "17:00", "cancelled": False}
        yield {
            "number": number,
            "name": f"{number}. Dezember 2026",
            "iso": f"2026-12-{number:02}",
            "outside": not 1 <= place <= 31,
            "today": number == 16,
            "dates": [date] if number == 15 else [],
        }
