"""Questions of the kinds that are more than a choice, as tests ask them."""

from datetime import date
from decimal import Decimal

from smilecity.collect.surveys.actions import QuestionFields
from smilecity.collect.surveys.rules import HUNDRED_METRES, Kind, Limits, Option

NUMBER = QuestionFields(
    kind=Kind.NUMBER,
    text={"de": "Wie weit ist es zur Haltestelle?"},
    limits=Limits(least=Decimal(0), most=Decimal(5000), unit={"de": "Meter"}),
)
DATE = QuestionFields(
    kind=Kind.DATE,
    text={"de": "Seit wann wohnen Sie hier?"},
    limits=Limits(first=date(1920, 1, 1), last=date(2026, 12, 31), by_year=True),
)
RANKING = QuestionFields(
    kind=Kind.RANKING,
    text={"de": "Was ist Ihnen am wichtigsten?"},
    options=[Option("way", {"de": "Wege"}), Option("park", {"de": "Parks"}), Option("bus", {"de": "Busse"})],
)
MATRIX = QuestionFields(
    kind=Kind.MATRIX,
    text={"de": "Wie zufrieden sind Sie?"},
    options=[Option("clean", {"de": "Sauberkeit"}), Option("light", {"de": "Licht am Abend"})],
    low={"de": "gar nicht"},
    high={"de": "sehr"},
    abstains=True,
)
MORE_KINDS = (NUMBER, DATE, RANKING, MATRIX)
PLACE = QuestionFields(
    kind=Kind.PLACE,
    text={"de": "Wo fehlt Ihnen Schatten?"},
    limits=Limits(places=HUNDRED_METRES),
    abstains=True,
)
