"""The questions a city may begin with: few, short, sparing with data, in three languages. Pure data."""

from decimal import Decimal

from smilecity.collect.library.rules import Worded
from smilecity.collect.surveys.rules import Feature, Kind, Limits, Option, Question
from smilecity.collect.surveys.rules.questionnaire import Questionnaire
from smilecity.ground.text import Texts


def _three(german: str, english: str, simple: str) -> Texts:
    return {"de": german, "en": english, "de-simple": simple}


def _options(*texts: Texts) -> tuple[Option, ...]:
    return tuple(Option(f"a{number}", text) for number, text in enumerate(texts, 1))


def _entry(name: str, tags: str, question: Question) -> Worded:
    return Worded(name, tuple(tags.split(", ")), Questionnaire((question,)))


def _about_the_person(name: str, feature: Feature) -> Worded:
    # Not a question of its own: as a feature it is voluntary, has the bounds of official figures, and is guarded.
    return Worded(name, ("Angaben zur Person",), Questionnaire((), features=(feature,)))


_OFTEN = (
    _three("(fast) täglich", "(almost) daily", "Jeden Tag oder fast jeden Tag"),
    _three("mehrmals in der Woche", "several times a week", "Mehr als einmal in der Woche"),
    _three("mehrmals im Monat", "several times a month", "Mehr als einmal im Monat"),
    _three("seltener", "less often", "Weniger"),
    _three("nie", "never", "Nie"),
)
_UNHAPPY = _three("sehr unzufrieden", "very dissatisfied", "gar nicht zufrieden")
_HAPPY = _three("sehr zufrieden", "very satisfied", "sehr zufrieden")

_ABOUT = Question(
    id="q1",
    kind=Kind.SEVERAL,
    text=_three(
        "Was verbindet Sie mit der Stadt?", "What is your connection with the city?", "Was machen Sie in der Stadt?"
    ),
    hint=_three(
        "Kreuzen Sie alles an, was passt.", "Tick everything that applies.", "Sie können mehrere Antworten wählen."
    ),
    options=_options(
        _three("Ich wohne hier.", "I live here.", "Ich wohne hier."),
        _three("Ich arbeite oder lerne hier.", "I work or study here.", "Ich arbeite oder lerne hier."),
        _three("Ich bin oft zu Besuch.", "I often visit.", "Ich bin oft zu Besuch."),
        _three("etwas anderes", "something else", "etwas anderes"),
    ),
    abstains=True,
)
_WAYS = Question(
    id="q1",
    kind=Kind.ONE,
    text=_three(
        "Wie sind Sie in der Stadt meistens unterwegs?",
        "How do you mostly get about in the city?",
        "Wie sind Sie in der Stadt meistens unterwegs?",
    ),
    hint=_three(
        "Denken Sie an einen gewöhnlichen Tag.", "Think of an ordinary day.", "Denken Sie an einen normalen Tag."
    ),
    options=_options(
        _three("zu Fuß", "on foot", "zu Fuß"),
        _three("mit Rollstuhl oder Rollator", "with a wheelchair or walker", "mit Rollstuhl oder Rollator"),
        _three("mit dem Fahrrad", "by bicycle", "mit dem Fahrrad"),
        _three("mit Bus oder Bahn", "by bus or train", "mit Bus oder Bahn"),
        _three("mit dem Auto", "by car", "mit dem Auto"),
        _three("anders", "in another way", "anders"),
    ),
    abstains=True,
)
_CONTENT = Question(
    id="q1",
    kind=Kind.SCALE,
    text=_three(
        "Wie zufrieden sind Sie insgesamt mit dem Leben in Ihrem Ortsteil?",
        "All in all, how satisfied are you with life in your part of the city?",
        "Wie zufrieden sind Sie mit dem Leben in Ihrem Ortsteil?",
    ),
    low=_UNHAPPY,
    high=_HAPPY,
    abstains=True,
)
_OFFERS = Question(
    id="q1",
    kind=Kind.MATRIX,
    text=_three(
        "Wie zufrieden sind Sie in Ihrem Ortsteil mit diesen Dingen?",
        "How satisfied are you with these things in your part of the city?",
        "Wie zufrieden sind Sie in Ihrem Ortsteil damit?",
    ),
    options=_options(
        _three("Läden und Ärzte in der Nähe", "shops and doctors nearby", "Läden und Ärzte in der Nähe"),
        _three("Bus und Bahn", "buses and trains", "Bus und Bahn"),
        _three("Wege zu Fuß und mit dem Rad", "ways on foot and by bicycle", "Wege zu Fuß und mit dem Rad"),
        _three("Parks und Spielplätze", "parks and playgrounds", "Parks und Spielplätze"),
        _three("Sauberkeit", "cleanliness", "Sauberkeit"),
    ),
    low=_UNHAPPY,
    high=_HAPPY,
    abstains=True,
)
_FREQUENT = Question(
    id="q1",
    kind=Kind.ONE,
    text=_three(
        "Wie oft fahren Sie mit Bus oder Bahn?",
        "How often do you go by bus or train?",
        "Wie oft fahren Sie mit Bus oder Bahn?",
    ),
    options=_options(*_OFTEN),
    abstains=True,
)
_SAFE = Question(
    id="q1",
    kind=Kind.SCALE,
    text=_three(
        "Wie sicher fühlen Sie sich abends auf den Straßen in Ihrem Ortsteil?",
        "How safe do you feel in the streets of your part of the city in the evening?",
        "Wie sicher fühlen Sie sich am Abend auf der Straße?",
    ),
    low=_three("sehr unsicher", "very unsafe", "gar nicht sicher"),
    high=_three("sehr sicher", "very safe", "sehr sicher"),
    abstains=True,
)
_HINDERED = Question(
    id="q1",
    kind=Kind.SEVERAL,
    text=_three(
        "Was erschwert Ihnen die Wege in der Stadt?",
        "What makes it hard for you to get about in the city?",
        "Was macht Ihre Wege in der Stadt schwer?",
    ),
    options=_options(
        _three("Stufen und hohe Bordsteine", "steps and high kerbs", "Stufen und hohe Bordsteine"),
        _three("holprige oder enge Wege", "bumpy or narrow paths", "holprige oder enge Wege"),
        _three("zu wenige Bänke", "too few benches", "zu wenige Bänke"),
        _three("zu wenig Licht", "too little light", "zu wenig Licht"),
        _three("schlechte Schilder", "poor signs", "schlechte Schilder"),
        _three("nichts davon", "none of these", "nichts davon"),
    ),
    abstains=True,
)
_IMPORTANT = Question(
    id="q1",
    kind=Kind.RANKING,
    text=_three(
        "Was soll die Stadt als Nächstes angehen?",
        "What should the city tackle next?",
        "Was soll die Stadt als Nächstes machen?",
    ),
    hint=_three("Vergeben Sie bis zu drei Plätze.", "Give up to three places.", "Wählen Sie bis zu 3 Dinge aus."),
    options=_options(
        _three("Wohnen", "housing", "Wohnen"),
        _three("Straßen, Rad- und Fußwege", "streets, cycle paths and footpaths", "Straßen und Wege"),
        _three("Bus und Bahn", "buses and trains", "Bus und Bahn"),
        _three("Klima und Grün", "climate and green spaces", "Klima und Natur"),
        _three("Schulen und Kitas", "schools and day care", "Schulen und Kitas"),
        _three("Kultur und Sport", "culture and sports", "Kultur und Sport"),
    ),
    limits=Limits(most=Decimal(3)),
)
_HEARD = Question(
    id="q1",
    kind=Kind.ONE,
    text=_three(
        "Wie haben Sie von dieser Umfrage erfahren?",
        "How did you hear of this survey?",
        "Woher kennen Sie diese Umfrage?",
    ),
    options=_options(
        _three("Brief oder Karte", "letter or card", "Brief oder Karte"),
        _three("Zeitung oder Radio", "newspaper or radio", "Zeitung oder Radio"),
        _three("Internet", "internet", "Internet"),
        _three("Familie, Freunde, Nachbarn", "family, friends, neighbours", "Familie, Freunde, Nachbarn"),
        _three(
            "vor Ort, zum Beispiel an einem Stand", "on site, for example at a stall", "vor Ort, zum Beispiel am Stand"
        ),
        _three("anders", "in another way", "anders"),
    ),
    abstains=True,
)
_CLEAR = Question(
    id="q1",
    kind=Kind.SCALE,
    text=_three(
        "Wie gut waren die Fragen zu verstehen?",
        "How easy were the questions to understand?",
        "Wie gut konnten Sie die Fragen verstehen?",
    ),
    low=_three("gar nicht gut", "not well at all", "gar nicht gut"),
    high=_three("sehr gut", "very well", "sehr gut"),
)
_MORE = Question(
    id="q1",
    kind=Kind.LONG,
    text=_three(
        "Was möchten Sie uns noch sagen?",
        "Is there anything else you would like to tell us?",
        "Was möchten Sie uns noch sagen?",
    ),
    hint=_three(
        "Bitte schreiben Sie keine Namen, Adressen oder Telefonnummern.",
        "Please do not write names, addresses or telephone numbers.",
        "Bitte schreiben Sie keine Namen und keine Adressen.",
    ),
)

FIRST_SET: tuple[Worded, ...] = (
    _about_the_person("Alter in Gruppen", Feature.AGE_GROUP),
    _about_the_person("Geschlecht", Feature.SEX),
    _about_the_person("Ortsteil", Feature.DISTRICT),
    _entry("Verbindung zur Stadt", "Angaben zur Person", _ABOUT),
    _entry("Meistens unterwegs mit", "Verkehr", _WAYS),
    _entry("Hindernisse auf Wegen", "Verkehr, Barrieren", _HINDERED),
    _entry("Zufriedenheit mit dem Ortsteil", "Zufriedenheit, Wohnen", _CONTENT),
    _entry("Zufriedenheit mit Angeboten im Ortsteil", "Zufriedenheit, Wohnen", _OFFERS),
    _entry("Sicherheit am Abend", "Zufriedenheit, Wohnen", _SAFE),
    _entry("Wie oft Bus und Bahn", "Verkehr", _FREQUENT),
    _entry("Was zuerst", "Prioritäten", _IMPORTANT),
    _entry("Woher von der Umfrage", "Zum Schluss", _HEARD),
    _entry("Verständlichkeit der Fragen", "Zum Schluss", _CLEAR),
    _entry("Noch etwas", "Zum Schluss, freier Text", _MORE),
)
