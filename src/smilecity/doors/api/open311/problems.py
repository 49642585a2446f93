"""What is wrong with a request, as the specification wants it told: codes with sentences, several at once."""

from dataclasses import dataclass, field

from smilecity.ground.text import sentence

NO_JURISDICTION = sentence("Es fehlt jurisdiction_id. Hier ist es „{jurisdiction}“.")
WRONG_JURISDICTION = sentence(
    "Für die jurisdiction_id „{given}“ sind wir nicht zuständig. Hier ist es „{jurisdiction}“."
)
NO_ADDRESS = sentence("Unter dieser Adresse gibt es nichts. Was es gibt, steht in {discovery}.")
NO_METHOD = sentence("Das geht hier nicht: {method}.")
UNREADABLE = sentence("Die Anfrage ist kein Text in UTF-8.")
FAILED = sentence("Das hat nicht geklappt. Es liegt an uns; bitte versuchen Sie es später noch einmal.")
TOO_OFTEN = sentence("Das waren sehr viele Anfragen. Bitte warten Sie {seconds} Sekunden.")

NO_KEY = sentence("Es fehlt api_key. Wer Meldungen einreicht, braucht einen Schlüssel.")
WRONG_KEY = sentence("Den api_key gibt es nicht, er ist abgelaufen oder widerrufen.")
NO_RIGHT = sentence("Dieser api_key darf keine Meldungen einreichen. Es fehlt ihm das Recht „Melden“.")

NO_SERVICE = sentence("Es fehlt service_code. Welche es gibt, steht unter services.")
WRONG_SERVICE = sentence("Den service_code „{given}“ gibt es hier nicht. Welche es gibt, steht unter services.")
NOT_HANDLED = sentence("Darum kümmern wir uns nicht selbst. {instead}")
NO_REQUEST = sentence("Die Meldung „{given}“ gibt es nicht.")
NO_TOKEN = sentence("Das Token „{given}“ gibt es nicht.")

NO_NUMBER = sentence("{name}: „{given}“ ist keine Zahl.")
NO_WHOLE_NUMBER = sentence("{name}: „{given}“ ist keine ganze Zahl von {least} bis {most}.")
NO_MOMENT = sentence("{name}: „{given}“ ist kein Zeitpunkt. Richtig ist zum Beispiel 2026-03-02T14:30:00+01:00.")
NO_ZONE = sentence("{name}: „{given}“ sagt nicht, in welcher Zeitzone. Richtig ist zum Beispiel 2026-03-02T14:30:00Z.")
BACKWARDS = sentence("start_date liegt nach end_date.")
TOO_LONG_AGO = sentence("Zwischen start_date und end_date liegen mehr als {days} Tage.")
WRONG_STATUS = sentence("status: „{given}“ gibt es nicht. Möglich sind: {possible}.")
NO_BOX = sentence("bbox: Nötig sind vier Zahlen in Grad, Westen,Süden,Osten,Norden.")
NO_CIRCLE = sentence("lat, long und radius gehören zusammen; radius sind Meter von 1 bis {most}.")
NO_POINT = sentence("lat und long gehören zusammen und sind Grad in WGS 84.")
TOO_MANY_IDS = sentence("service_request_id: höchstens {most} auf einmal.")

NO_LOCATION = sentence("Es fehlt der Ort: lat und long oder address_string.")
WRONG_ADDRESS_ID = sentence(
    "Die address_id „{given}“ gibt es hier nicht. Bitte senden Sie lat und long oder address_string."
)
NO_ATTRIBUTE = sentence("Es fehlt attribute[{code}]: {question}")
WRONG_ATTRIBUTE = sentence("attribute[{code}]: {question} {why}")
CLOSED = sentence("Zurzeit nehmen wir hier keine Meldungen an.")
LARGE_FORM = sentence("Die Anfrage ist zu groß. Bitte senden Sie das Foto als Datei (multipart/form-data).")
LONG_TEXT = sentence("{name} hat mehr als {most} Zeichen.")
WRONG_EMAIL = sentence("email: „{given}“ ist keine E-Mail-Adresse.")
WRONG_LINK = sentence("media_url muss mit http:// oder https:// beginnen.")
WRONG_MEDIA = sentence("media ist weder ein hochgeladenes Foto noch Base64.")
LARGE_MEDIA = sentence("Das Foto ist größer als {most} MB.")
TOO_MANY_PHOTOS = sentence("Eine Meldung kann mit einem Foto kommen, nicht mit mehreren.")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the code (of HTTP), a German sentence with `{placeholders}`, and what fills them."""

    code: int
    sentence: str
    values: dict[str, str | int] = field(default_factory=dict)


class Problem(Exception):
    """A request that cannot be fulfilled; the first fault says the status of the answer."""

    def __init__(self, *faults: Fault, retry_after: int = 0) -> None:
        super().__init__("; ".join(fault.sentence for fault in faults))
        self.faults = faults
        self.retry_after = retry_after


def problem(code: int, said: str, **values: str | int) -> Problem:
    """Return a problem with one fault."""
    return Problem(Fault(code, said, values))


def quoted(raw: str) -> str:
    """Return what somebody sent, short and without what nobody sees, for a sentence."""
    return "".join(c for c in raw[:60] if c.isprintable())
