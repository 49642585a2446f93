"""Invented ideas and places for the pages that show them: lists, one in detail, one's own page."""

from __future__ import annotations

from django.utils.safestring import mark_safe

from smilecity.doors.web.styleguide_contributions import (
    CARDS,
    CHIPS,
    COMMENT,
    DONE,
    EVENTS,
    OFFICE_COMMENT,
    PHOTOS,
    REPLY,
    SORTS,
    STANDING,
    TEXT,
    THEMES,
    Values,
)

_OPTIONS = mark_safe('<option value="verkehr">Verkehr und Mobilität</option>')
LIST: Values = {
    "section": "ideas",
    "title": "Ideen für unsere Stadt",
    "lead": "Lesen Sie, was andere vorschlagen, unterstützen Sie es, und sehen Sie, was daraus wird.",
    "new_url": "#",
    "new_text": "Eine Idee schreiben",
    "summary_text": "3 Ideen zum Thema „Verkehr und Mobilität“ in Warnemünde",
    "form": {
        "text": "",
        "selects": [{"name": "thema", "label": "Thema", "none": "Alle Themen", "options": _OPTIONS}],
        "kept": [],
    },
    "chips": CHIPS,
    "sorts": SORTS,
    "cards": CARDS,
    "next_url": "#",
    "more_text": "Weitere Ideen",
    "view_url": "#",
    "feed_url": "/feed",
    "subscribe_url": "#",
    "files": [("Excel", "#"), ("CSV", "#"), ("GeoJSON", "#")],
    "districts": [("Stadtmitte", "#", 12), ("Warnemünde", "#", 3)],
}
EMPTY_LIST: Values = {
    **LIST,
    "cards": [],
    "districts": [],
    "next_url": "",
    "summary_text": "0 Ideen mit dem Wort „Seilbahn“",
    "empty": {
        "title": "Dazu haben wir nichts gefunden",
        "text": "Vielleicht hilft ein anderes Wort oder ein Filter weniger.",
        "url": "#",
        "link_text": "Alle Filter aufheben",
    },
}
DETAIL: Values = {
    "section": "ideas",
    "list_url": "#",
    "list_text": "Alle Ideen",
    "entry": {
        "title": "Bänke und Schatten am Ufer der Warnow",
        "lang": "",
        "text": TEXT,
        "kicker": "Idee Nr. 128",
        "byline": "von Kim P., 3. Oktober 2026",
        "photos": PHOTOS,
        "feeling": "",
        "themes": [(text, "#") for text in THEMES],
        "place": "Nähe Lange Straße",
        "district": "Stadtmitte",
        "district_url": "#",
    },
    "standing": STANDING,
    "notes": [("warning", "Dieser Beitrag ist erfunden. Er zeigt, wie diese Seiten aussehen.")],
    "merged": {"url": "#", "number": 7},
    "replies": [REPLY],
    "events": EVENTS,
    "what_happens": "Jede Idee geht an ein Amt. Es antwortet in vier Wochen.",
    "support": {"text": "27 Menschen unterstützen das", "is_open": True, "member": False, "guest_url": "#"},
    "talk": {
        "title": "2 Kommentare",
        "rows": [COMMENT, OFFICE_COMMENT],
        "more_url": "#",
        "guest_url": "#",
        "is_open": True,
    },
    "ways": {
        "share": "https://mitreden.example/ideen/128/",
        "report_url": "#",
        "subscribe_url": "#",
        "feed_url": "/feed",
    },
}
MEMBER_DETAIL: Values = {
    **DETAIL,
    "support": {"text": "27 Menschen unterstützen das", "is_open": True, "member": True},
    "talk": {"title": "1 Kommentar", "rows": [COMMENT], "member": True, "name": "Kim", "limit": 2000, "is_open": True},
    "errors": [("text", "Bitte schreiben Sie, was Sie dazu sagen möchten.")],
    "typed": {
        "text": "",
        "author_name": "Kim",
        "at_fields": {"text": "Bitte schreiben Sie, was Sie dazu sagen möchten."},
    },
}
_LINE = {"title": "Zebrastreifen an der Kita", "url": "#", "note": "Warnemünde · 3. Oktober 2026"}
_STATED = {**_LINE, "state": DONE["state"], "promise": "", "late": False, "lang": ""}
MINE: Values = {
    "section": "mine",
    "member": True,
    "name": "Kim",
    "begun": [{"title": "Ihre Idee: Bänke am Ufer", "note": "angefangen, noch nicht abgeschickt", "url": "#"}],
    "choices": [("Eine Idee schreiben", "#"), ("Einen Ort eintragen", "#")],
    "news": [
        {
            "title": "Bänke am Ufer",
            "url": "#",
            "sentence": "Antwort vom Amt für Stadtgrün",
            "day": "heute",
            "unseen": True,
        },
        {"title": "Ein Nachtbus", "url": "#", "sentence": "Neuer Stand: in Prüfung", "day": "gestern", "unseen": False},
    ],
    "has_unseen": True,
    "held": [{"title": "Ein Garten für alle", "url": "#", "note": "Wir lesen ihn gerade.", "waits": True}],
    "wrote": [_STATED],
    "supported": [_STATED],
    "comments": [_LINE],
    "near": [_LINE],
}
_CHOICES = [("warnemuende", "Warnemünde", False)]
GUEST: Values = {
    "section": "mine",
    "begun": [],
    "choices": [],
    "filters": [{"name": "ortsteil", "label": "Mein Ortsteil", "options": _CHOICES}],
}
OUTCOMES: Values = {
    "section": "outcomes",
    "kinds": [("Alle", "?", True), ("Ideen", "?art=ideen", False), ("Orte", "?art=orte", False)],
    "finding": "Die Stadt hat 34 von 40 Beiträgen beantwortet.",
    "sentences": ["30 Antworten hatten ein zugesagtes Datum; rechtzeitig kamen: 28."],
    "counted_text": "Gezählt: 3. Oktober 2026, 4:12 Uhr",
    "standing": [("umgesetzt: 12 Ideen", "#"), ("in Prüfung: 3 Orte", "#")],
    "overdue": [{"title": "Ein Nachtbus", "url": "#", "office": "Tiefbauamt", "due": "zugesagt bis 3. Oktober 2026"}],
    "next_url": "#",
}
GONE: Values = {"sentence": "Die Moderation hat diesen Beitrag verborgen.", "list_url": "#"}
OWN_DETAIL: Values = {
    **DETAIL,
    "support": {"text": "27 Menschen unterstützen das", "member": True, "own": True},
    "own": {"edit_url": "#", "withdraw_url": "#"},
}
_OWN: Values = {"kind": "idea", "url": "#", "back_url": "#", "title": "Bänke am Ufer", "text": "Zum Ausruhen."}
OWN_EDIT: Values = {
    **_OWN,
    "revision": 2,
    "limit": 5000,
    "read_again": True,
    "errors": [("title", "Der Text wurde inzwischen geändert. Bitte vergleichen Sie beide Fassungen.")],
    "current": {"title": "Bänke", "text": TEXT, "lang": ""},
}

PAGES: dict[str, tuple[str, Values]] = {
    "ideas": ("contributions/list", LIST),
    "ideas-empty": ("contributions/list", EMPTY_LIST),
    "idea": ("contributions/detail", DETAIL),
    "idea-member": ("contributions/detail", MEMBER_DETAIL),
    "idea-gone": ("contributions/gone", GONE),
    "own": ("contributions/detail", OWN_DETAIL),
    "own-edit": ("own/edit", OWN_EDIT),
    "own-stays": ("own/stays", {**_OWN, "sentence": "Die Stadt hat schon geantwortet."}),
    "own-not-yours": ("own/not_yours", {**_OWN, "guest": True, "here": "/ideen/128/aendern/"}),
    "own-withdraw": ("own/withdraw", {**_OWN, "about": "Bänke am Ufer"}),
    "own-withdrawn": ("own/withdrawn", {**_OWN, "about": "Bänke am Ufer"}),
    "outcomes": ("outcomes", OUTCOMES),
    "mine": ("dashboard", MINE),
    "mine-guest": ("dashboard", GUEST),
    "mine-empty": ("dashboard", {"section": "mine", "member": True}),
}
