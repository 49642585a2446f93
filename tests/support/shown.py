"""What can be seen of ideas and places, made in a town for those who look at it: one of everything."""

from dataclasses import dataclass
from datetime import timedelta

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.models import Call
from smilecity.collect.contributions.rules import Kind, Publicity, Status
from smilecity.deliver.answers import actions as answers
from smilecity.ground import clock
from tests.factories import make_staff
from tests.factories_answers import make_answering_office
from tests.factories_contributions import make_call, make_contribution
from tests.factories_moderation import make_comment

_LONG = "Wer nicht gut zu Fuß ist, kommt hier kaum weiter.\n\nEine Donaudampfschifffahrtsgesellschaftsbank wäre schön."


@dataclass(frozen=True)
class Shown:
    """`pages`: the address of each kind of page by its name."""

    pages: dict[str, str]


def show() -> Shown:
    """Open a call for ideas and one for places; make an answered idea, a late one, a hidden one and a place."""
    at, staff = clock.now(), make_staff()
    calls = [make_call(kind, at=at, opens_at=at - timedelta(days=60), by=staff) for kind in Kind]
    make_answering_office(name={"de": "Amt für Grün und Wege"})
    point = {"lon": 12.14, "lat": 54.09, "place": "an der Treppe zum Wasser"}
    idea = make_contribution(calls[0], by=staff, at=at, shown=True, title="Bänke am Ufer", text=_LONG, **point)
    late = make_contribution(calls[0], by=staff, at=at - timedelta(days=50), shown=True, title="Ein Geländer")
    gone = make_contribution(calls[0], by=staff, at=at, title="Wird verborgen")
    place = make_contribution(calls[1], by=staff, at=at, shown=True, title="Die Mole", category="happy", **point)
    for row in (idea, late, place):
        answers.assign(contribution=row.pk, at=row.submitted_at)
    for text in ("Gute Idee!", "Ja, und bitte auch einen Papierkorb."):
        make_comment(idea, text, at=at)
    actions.reply(contribution=idea.pk, text="Im Mai ist es so weit.", status=Status.ACCEPTED, by=staff, at=at)
    actions.set_publicity(contribution=gone.pk, publicity=Publicity.HIDDEN, by=staff, at=at)
    answers.count(at=at)
    return Shown(
        _pages(Call.objects.get(pk=calls[0]).slug, Call.objects.get(pk=calls[1]).slug, idea.number, place.number)
        | {
            "late": f"/ideen/{late.number}/",
            "gone": f"/ideen/{gone.number}/",
        }
    )


def _pages(ideas: str, places: str, idea: int, place: int) -> dict[str, str]:
    return {
        "ideas": "/ideen/",
        "ideas that are not there": "/ideen/?suche=seilbahn",
        "ideas on the map": "/ideen/?ansicht=karte",
        "map": "/karte/",
        "map of a part": "/karte/?art=ideen&zeit=jahr&bereich=12.1,54.05,12.2,54.12",
        "map for other sites": "/karte/einbetten/",
        "idea": f"/ideen/{idea}/",
        "support": f"/ideen/{idea}/unterstuetzen/",
        "report": f"/ideen/{idea}/melden/",
        "places": "/orte/",
        "place": f"/orte/{place}/",
        "write an idea": f"/ideen/neu/{ideas}/",
        "write a place": f"/orte/neu/{places}/",
        "outcomes": "/was-wurde-daraus/",
        "mine": "/mein-bereich/",
        "subscribe": "/abos/neu/?art=ideen",
        "contact points": "/kontaktstellen/",
        "contact": "/kontakt/",
        "barrier": "/barriere-melden/",
        "what is held of me": "/meine-daten/",
        "open data": "/offene-daten/",
    }
