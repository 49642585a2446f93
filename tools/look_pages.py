"""Every public page with invented content, so that it can be looked at and checked before a view stands behind it."""

from __future__ import annotations

from smilecity.doors.web.styleguide import CARD, SCALE, Values
from tools import look_contributions, look_measured

SURVEY = {
    "title": "Wie leben Sie in Rostock?",
    "lead": "Dreizehn kurze Fragen zu Wegen, Grün, Ämtern und Nachbarschaft.",
    "purpose": "Die Bürgerschaft entscheidet im Dezember, welche Vorhaben zuerst Geld bekommen. "
    "Ihre Antworten liegen ihr dann vor.",
    "minutes_text": "dauert etwa 5 Minuten",
    "closes_text": "offen bis Dienstag, 30. September, 18 Uhr",
    "taken_part_text": "1.284 haben schon mitgemacht",
    "time_left": "noch 12 Tage",
}
WAY: Values = {"survey": SURVEY, "step": 3, "steps": 15, "back_url": "#"}
SECOND_CARD = {
    **CARD,
    "title": "Was fehlt am Stadthafen?",
    "lead": "Bänke, Schatten, Spielgeräte, Toiletten: Was braucht das Ufer?",
    "time_left": "noch 2 Tage",
    "closes_text": "offen bis 20. September",
    "taken_part_text": "97 haben schon mitgemacht",
    "minutes_text": "dauert etwa 3 Minuten",
}
RESULT = {
    "title": "Umfrage 2022: Wie wird Rostock eine kluge Stadt?",
    "finding": "Jede dritte Person wünscht sich zuerst bessere Radwege.",
    "url": "#",
    "published_text": "veröffentlicht am 5. Juli",
    "base_text": "353 Teilnahmen",
}
SECOND_RESULT = {
    **RESULT,
    "title": "Spielplätze in Lichtenhagen",
    "finding": "Schatten ist wichtiger als neue Geräte.",
    "base_text": "118 Teilnahmen",
    "published_text": "veröffentlicht am 2. Mai",
}
TOPICS = [
    ("rad", "Sichere Radwege", False),
    ("gruen", "Mehr Bäume, Parks und Plätze im Schatten", True),
    ("wohnen", "Bezahlbare Wohnungen in allen Stadtteilen", False),
    ("amt", "Behördengänge, die ich von zu Hause erledigen kann", False),
    ("keins", "Nichts davon", False),
]


def _question(**more: object) -> Values:
    kind = more.get("kind")
    fields = {
        "id": "answer",
        "name": "answers" if kind == "several" else "answer",
        "field": "text" if kind == "short" else kind,
    }
    return {**WAY, "question": {"required": False, **fields, **more}}


ONE = _question(
    kind="one",
    text="Was soll in Ihrem Stadtteil zuerst besser werden?",
    hint="Wählen Sie eine Antwort.",
    options=TOPICS,
)
SEVERAL = _question(
    kind="several",
    text="Womit sind Sie in der Woche unterwegs?",
    options=[
        (k, t, k == "rad")
        for k, t, _ in [
            ("fuss", "Zu Fuß", 0),
            ("rad", "Mit dem Rad", 0),
            ("bahn", "Mit Bus, Straßenbahn oder S-Bahn", 0),
            ("auto", "Mit dem Auto", 0),
        ]
    ],
)
SCALED = _question(
    kind="scale",
    text="Wie zufrieden sind Sie mit den Wegen zu Fuß in Ihrem Stadtteil?",
    options=SCALE,
    scale_low="gar nicht zufrieden",
    scale_high="sehr zufrieden",
)
SHORT = _question(kind="short", text="Welcher Ort in Rostock macht Sie froh?", hint="Ein Wort genügt.", value="")
LONG = _question(
    kind="long", text="Was sollten wir sonst noch wissen?", hint="Bitte nennen Sie keine Namen.", value="", limit=2000
)
WRONG = {
    **_question(
        kind="one",
        required=True,
        text="Was soll in Ihrem Stadtteil zuerst besser werden?",
        options=[(k, t, False) for k, t, _ in TOPICS],
    ),
    "errors": [("answer", "Wählen Sie eine Antwort aus.")],
}

AGES = [
    (str(n), text, False)
    for n, text in enumerate(
        ["unter 15 Jahre", "15 bis 24 Jahre", "25 bis 44 Jahre", "45 bis 64 Jahre", "65 Jahre und älter"]
    )
]
DISTRICTS = [
    (str(n), text, False)
    for n, text in enumerate(["Lichtenhagen", "Reutershagen", "Stadtmitte", "Toitenwinkel", "Warnemünde"])
]
PROFILE: Values = {
    **WAY,
    "step": 14,
    "fields": [
        {
            "key": "age",
            "kind": "one",
            "label": "Wie alt sind Sie?",
            "why": "Damit wir merken, wenn Jung oder Alt fehlt.",
            "options": AGES,
        },
        {
            "key": "district",
            "kind": "select",
            "label": "In welchem Ortsteil wohnen Sie?",
            "why": "Damit kein Ortsteil übersehen wird.",
            "options": DISTRICTS,
        },
    ],
}
CHECK: Values = {
    **WAY,
    "step": 15,
    "answers": [
        {
            "question": "Was soll in Ihrem Stadtteil zuerst besser werden?",
            "values": ["Mehr Bäume, Parks und Plätze im Schatten"],
            "change_url": "#",
        },
        {"question": "Womit sind Sie in der Woche unterwegs?", "values": ["Zu Fuß", "Mit dem Rad"], "change_url": "#"},
        {"question": "Wie zufrieden sind Sie mit den Wegen zu Fuß?", "values": ["4 von 5"], "change_url": "#"},
        {
            "question": "Was sollten wir sonst noch wissen?",
            "values": ["Am Ufer fehlen Bänke.\nUnd im Sommer Schatten."],
            "change_url": "#",
        },
        {"question": "Welcher Ort macht Sie froh?", "values": [], "change_url": "#"},
    ],
    "profile": [{"question": "Alter", "values": ["25 bis 44 Jahre"], "change_url": "#"}],
    "email": "kim.petersen@example.org",
    "email_change_url": "#",
}
WAIT: Values = {
    "survey": SURVEY,
    "email": "kim.petersen@example.org",
    "expires_text": "bis Sonntag, 21. September, 14 Uhr",
    "resend_url": "#",
    "change_url": "#",
    "code_url": "#",
    "safe_text": "Das Verschicken klappt gerade nicht. Wir versuchen es von selbst weiter. Ihre Antworten sind sicher.",
}
THANKS: Values = {
    "survey": SURVEY,
    "number": "RH-2026-1285",
    "day_text": "Bestätigt am 18. September 2026.",
    "next_text": "Die Umfrage läuft bis 30. September. Das Ergebnis steht ab Mitte Oktober auf der Startseite. "
    "Im Dezember berät die Bürgerschaft darüber.",
    "change_url": "http://127.0.0.1:8000/umfrage/leben/aendern/Zk3vQm7TtPz1xYw9",
    "change_until_text": "bis 30. September",
    "open": [SECOND_CARD],
}


def _bars(*rows: tuple[str, int]) -> list[dict[str, object]]:
    return [
        {"label": label, "share_text": f"{share} %", "percent": str(share), "first": n == 0}
        for n, (label, share) in enumerate(rows)
    ]


def _beside(*rows: tuple[str, int, int]) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "share_text": f"{share} % · Stadt {peer} %",
            "percent": str(share),
            "peer_text": f"{peer} %",
            "peer_percent": str(peer),
        }
        for label, share, peer in rows
    ]


RESULT_PAGE: Values = {
    "survey": {"title": "Wie wird Rostock eine kluge Stadt?"},
    "finding": "Radwege liegen vorn: 120 von 353 Teilnehmenden (34 %) nennen sie zuerst, "
    "vor Grün und bezahlbaren Wohnungen.",
    "period_text": "1. bis 30. September 2022",
    "base_text": "353 bestätigte Teilnahmen, jede Adresse einmal.",
    "not_representative": "Das Ergebnis ist nicht repräsentativ: Wer mitmachen wollte, hat mitgemacht.",
    "demo_text": "Dies sind erzeugte Antworten für die Vorführung.",
    "tables": [
        {
            "key": "q1",
            "question": "Was soll in Ihrem Stadtteil zuerst besser werden?",
            "sentence": "Ein Drittel nennt zuerst die Radwege.",
            "bars": _bars(
                ("Sichere Radwege", 34),
                ("Mehr Bäume, Parks und Plätze im Schatten", 26),
                ("Bezahlbare Wohnungen in allen Stadtteilen", 22),
                ("Behördengänge von zu Hause", 12),
                ("Nichts davon", 6),
            ),
            "rows": [
                ("Sichere Radwege", "120", "34 %"),
                ("Mehr Bäume, Parks und Plätze im Schatten", "92", "26 %"),
                ("Bezahlbare Wohnungen in allen Stadtteilen", "78", "22 %"),
                ("Behördengänge von zu Hause", "42", "12 %"),
                ("Nichts davon", "21", "6 %"),
            ],
            "base_text": "353 Antworten.",
            "suppressed_text": "",
        },
        {
            "key": "q2",
            "question": "Was sollten wir sonst noch wissen?",
            "base_text": "64 Texte, davon 3 veröffentlicht.",
            "quotes": [
                "Am Ufer fehlen Bänke, und im Sommer Schatten.",
                "Der Bus nach Toitenwinkel fährt abends zu selten.",
                "Danke, dass Sie fragen!",
            ],
        },
    ],
    "profile": [
        {
            "key": "age",
            "title": "Alter",
            "sentence": "Stärker vertreten als in der Bevölkerung: 25 bis 44 Jahre (51 % statt 28 %).",
            "head": ["Alter", "Teilnehmende", "Bevölkerung", "Unterschied"],
            "bars": _beside(
                ("15 bis 24 Jahre", 27, 11),
                ("25 bis 44 Jahre", 51, 28),
                ("45 bis 64 Jahre", 16, 27),
                ("65 Jahre und älter", 6, 24),
            ),
            "rows": [
                ("15 bis 24 Jahre", "95 (27 %)", "11 %", "16 Prozentpunkte mehr"),
                ("25 bis 44 Jahre", "180 (51 %)", "28 %", "23 Prozentpunkte mehr"),
                ("45 bis 64 Jahre", "56 (16 %)", "27 %", "11 Prozentpunkte weniger"),
                ("65 Jahre und älter", "22 (6 %)", "24 %", "18 Prozentpunkte weniger"),
            ],
            "note": "12 von 365 Teilnehmenden haben dazu nichts angegeben. Bevölkerung: Stand Ende 2022.",
        }
    ],
    "what_happens": "Die Bürgerschaft berät am 3. Dezember. Die Entscheidung tragen wir hier ein.",
    "downloads": [("Antworten als CSV (48 KB)", "#")],
}

PAGES: dict[str, tuple[str, Values]] = {
    "home": (
        "home",
        {
            "open": [CARD, SECOND_CARD],
            "results": [RESULT, SECOND_RESULT],
            "taken_part_text": "1.734 Menschen haben in diesem Jahr schon mitgemacht.",
        },
    ),
    "home-empty": ("home", {"open": [], "results": []}),
    "start": ("survey/start", {"survey": SURVEY, "privacy": ["Ihre Antworten speichern wir ohne Namen."]}),
    "one": ("survey/question", ONE),
    "wrong": ("survey/question", WRONG),
    "several": ("survey/question", SEVERAL),
    "scale": ("survey/question", SCALED),
    "short": ("survey/question", SHORT),
    "long": ("survey/question", LONG),
    "profile": ("survey/profile", PROFILE),
    "contact": (
        "survey/contact",
        {**WAY, "step": 15, "login_url": "#", "unconfirmed_text": "Unbestätigte Antworten löschen wir nach 3 Tagen."},
    ),
    "contact-wrong": (
        "survey/contact",
        {**WAY, "value": "kim.petersen", "errors": [("email", "Prüfen Sie die Adresse: Es fehlt ein @-Zeichen.")]},
    ),
    "check": ("survey/check", CHECK),
    "wait": ("survey/wait", WAIT),
    "wait-late": ("survey/wait", {**WAIT, "mail_waiting": True}),
    "confirm": ("survey/confirm", {"survey": SURVEY, "expires_text": "bis Sonntag, 21. September, 14 Uhr"}),
    "thanks": ("survey/thanks", THANKS),
    "used": ("survey/used", {"survey": SURVEY}),
    "expired": ("survey/expired", {"survey": SURVEY, "again_url": "#"}),
    "unknown": ("survey/unknown", {}),
    "repeated": ("survey/repeated", {"survey": SURVEY}),
    "settled": ("survey/settled", {"survey": SURVEY, "again_url": "#"}),
    "change": ("survey/change", {"survey": SURVEY, "change_until_text": "bis 30. September"}),
    "changed": ("survey/changed", {"survey": SURVEY, "change_until_text": "bis 30. September", "next_text": "Danke."}),
    "change-unknown": ("survey/change_unknown", {"survey": SURVEY}),
    "refused": ("refused", {"sentence": "Die Umfrage ist seit gestern geschlossen."}),
    "csrf": ("errors/csrf", {"back_url": "#"}),
    "400": ("errors/400", {"base_url": "http://127.0.0.1:8000"}),
    "closed": ("survey/closed", {"survey": SURVEY, "closed_text": "Sie lief bis 30. September.", "result_url": "#"}),
    "result": ("result", RESULT_PAGE),
    "imprint": ("legal/imprint", {}),
    "privacy": (
        "legal/privacy",
        {
            "unconfirmed_text": "nach 3 Tagen",
            "register_text": "6 Monate nach dem Ende der Umfrage",
            "draft_text": "nach 7 Tagen",
        },
    ),
    "accessibility": ("legal/accessibility", {"stated_on_text": "18. September 2026"}),
    "404": ("errors/404", {}),
    "403": ("errors/403", {}),
    "429": ("errors/429", {"wait_text": "in 10 Minuten"}),
    "500": ("errors/500", {}),
    **look_contributions.PAGES,
    **look_measured.PAGES,
}
