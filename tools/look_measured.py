"""Invented measured values for the pages that show them: the list, a thing, a series with its chart and table."""

from __future__ import annotations

from django.utils.safestring import mark_safe

Values = dict[str, object]

_STATES = {"fresh": ("done", "aktuell"), "stale": ("stale", "veraltet"), "missing": ("info", "noch kein Wert")}


def _finding(state: str, value: str = "", age: str = "", sentence: str = "") -> Values:
    kind, label = _STATES[state]
    return {"state": state, "kind": kind, "label": label, "value": value, "age": age, "sentence": sentence, "note": ""}


_LEVEL = _finding("fresh", "0,42\xa0m", "vor 12 Minuten", "Gerade 0,42\xa0m – vor 12 Minuten gemessen")
_OLD = _finding("stale", "88\xa0%", "vor 9 Tagen", "Zuletzt 88\xa0% – vor 9 Tagen gemessen. Seitdem kam nichts Neues.")
_NONE = _finding("missing", sentence="Hier kam noch kein Wert an.")
_CARD: Values = {
    "id": 1,
    "url": "#",
    "name": "Pegel Warnemünde",
    "place": "Alter Strom, Warnemünde",
    "values": [{"label": "Wasserstand", "url": "#", "finding": _LEVEL}],
    "more": "und 2 weitere Messreihen",
    "generated": True,
}
_CARDS = [
    _CARD,
    {**_CARD, "id": 2, "name": "Container", "values": [{"label": "Füllstand", "url": "#", "finding": _OLD}]},
    {**_CARD, "id": 3, "name": "Regenmesser", "values": [], "place": ""},
]
LIST: Values = {
    "section": "measured",
    "title": "Was die Stadt misst",
    "summary_text": "3 Messstellen für Wasserstand in Warnemünde, nur aktuelle",
    "unknown": ["Den Ortsteil „Bullerbü“ kennen wir nicht. Wir zeigen die ganze Stadt."],
    "form": {
        "text": "",
        "selects": [
            {
                "name": "messgroesse",
                "label": "Was wird gemessen?",
                "none": "Alles",
                "options": mark_safe('<option value="Wasserstand">Wasserstand</option>'),
            }
        ],
        "fresh": True,
        "kept": [],
    },
    "chips": [("Wasserstand", "#"), ("nur aktuelle", "#")],
    "cards": _CARDS,
    "next_url": "#",
    "view_url": "#",
}
EMPTY_LIST: Values = {
    **LIST,
    "cards": [],
    "next_url": "",
    "empty": {
        "title": "Hier wird noch nichts gemessen",
        "text": "Sobald die Stadt Messwerte veröffentlicht, stehen sie hier.",
        "url": "#",
        "link_text": "Zur Startseite",
    },
}
_LICENCE = {"text": "Datenlizenz Deutschland – Zero – Version 2.0", "url": "https://www.govdata.de/dl-de/zero-2-0"}
THING: Values = {
    "section": "measured",
    "list_url": "#",
    "name": "Pegel Warnemünde",
    "description": "Der Pegel steht am Alten Strom.",
    "generated": True,
    "series": [
        {"label": "Wasserstand", "name": "", "url": "#", "finding": _LEVEL},
        {"label": "Füllstand", "name": "Hafenbecken", "url": "#", "finding": _OLD},
        {"label": "Temperatur", "name": "", "url": "#", "finding": _NONE},
    ],
    "place": "Alter Strom, Warnemünde",
    "place_text": "",
    "coordinates": "54,1797° Nord, 12,0893° Ost",
    "map_source": "",
    "sources": [
        {
            "provider": "Wasserstraßenamt",
            "sensor": "Radarpegel",
            "sensor_text": "Misst mit Radar.",
            "sensor_link": None,
            "licence": _LICENCE,
        }
    ],
}
EMPTY_THING: Values = {**THING, "series": [], "sources": [], "place": "", "coordinates": ""}
_DRAWING: Values = {
    "left": "40",
    "right": "328",
    "top": "14",
    "bottom": "220",
    "label_x": "32",
    "label_y": "242",
    "rows": [{"y": "220", "label": "0,3"}, {"y": "117", "label": "0,4"}, {"y": "14", "label": "0,5"}],
    "columns": [
        {"x": "100", "label": "18:00", "anchor": "middle"},
        {"x": "220", "label": "4. Okt", "anchor": "middle"},
    ],
    "line": "M40 180L90 60L140 100L200 200L260 90L320 50",
    "band": "M40 160L90 40L140 80L200 180L260 70L320 30L320 70L260 110L200 215L140 120L90 80L40 200Z",
    "dots": [],
    "end": ("320", "50"),
}
_PART: Values = {
    "heading": "",
    "sentence": "In den letzten 24 Stunden: zwischen 0,31\xa0m und 0,48\xa0m, im Mittel 0,41\xa0m.",
    "plot": {
        "id": "verlauf-0",
        "title": "Wasserstand, Verlauf",
        "description": "In den letzten 24 Stunden. Jeder Wert ist gezeichnet.",
        "unit_text": "m",
        "base_text": "Jeder Wert ist gezeichnet.",
        "drawings": [
            {**_DRAWING, "name": "wide", "width": 340, "height": 250},
            {**_DRAWING, "name": "narrow", "width": 340, "height": 250},
        ],
    },
    "table": {
        "caption": "Wasserstand",
        "head": ["Gemessen", "Wert", "Güte"],
        "rows": [["4. Oktober 2026, 12:10", "0,42\xa0m", "gut"], ["4. Oktober 2026, 12:00", "0,41\xa0m", "gut"]],
    },
    "note": "Die Tabelle zeigt die neuesten 2 von 144 Werten. Alle stehen in der Datei.",
}
SERIES: Values = {
    "section": "measured",
    "name": "Wasserstand Warnemünde",
    "description": "Bezogen auf das mittlere Wasser.",
    "thing": {"name": "Pegel Warnemünde", "url": "#"},
    "finding": {**_LEVEL, "note": "Dieser Wert ist als zweifelhaft gekennzeichnet."},
    "measured_at": "Sonntag, 4. Oktober 2026, 12:10 Uhr",
    "generated": True,
    "live_url": "/jetzt",
    "every": 30,
    "unknown": ["Den Zeitraum „3w“ gibt es nicht. Wählen Sie einen von diesen."],
    "periods": [("24 Stunden", "#", True), ("7 Tage", "#", False)],
    "earlier_url": "#",
    "later_url": "#",
    "parts": [_PART],
    "history_url": "",
    "flags": [("gut", "Der Wert ist geprüft und stimmt.")],
    "facts": [("Messgröße", "Wasserstand"), ("Einheit", "Meter (m)"), ("Neue Werte", "meist alle 10 Minuten")],
    "provider": "Wasserstraßenamt",
    "sensor": {"name": "Radarpegel", "link": {"text": "Datenblatt", "url": "https://example.org/"}},
    "licence": _LICENCE,
    "legal_basis": {"text": "§ 12a Geodatenzugangsgesetz", "url": ""},
    "contact": {"text": "pegel@example.org", "url": "mailto:pegel@example.org"},
    "files": [("CSV", "#"), ("JSON", "#")],
    "request_url": "https://mitreden.example/sensorthings/v1.1/Datastreams(1)/Observations",
    "request_curl": "curl 'https://mitreden.example/sensorthings/v1.1/Datastreams(1)/Observations'",
}
EMPTY_SERIES: Values = {
    **SERIES,
    "finding": _NONE,
    "measured_at": "",
    "live_url": "",
    "parts": [],
    "flags": [],
    "empty": {"title": "Noch keine Werte", "text": "Bald.", "url": "#", "link_text": "Zur Messstelle"},
}
WORDS_SERIES: Values = {
    **SERIES,
    "parts": [{**_PART, "heading": "Badewasser", "plot": None}, {**_PART, "heading": "Wind"}],
}

PAGES: dict[str, tuple[str, Values]] = {
    "measured": ("measured/list", LIST),
    "measured-empty": ("measured/list", EMPTY_LIST),
    "thing": ("measured/thing", THING),
    "thing-empty": ("measured/thing", EMPTY_THING),
    "series": ("measured/series", SERIES),
    "series-empty": ("measured/series", EMPTY_SERIES),
    "series-words": ("measured/series", WORDS_SERIES),
}
