"""A town hall that takes reports: a tree of two branches, one of them with questions, and reports in it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Channel, Kind, Moderation, Publicity
from smilecity.collect.reports import actions
from smilecity.collect.reports.rules import Attribute, AttributeKind, Option
from smilecity.people.keys import actions as keys
from smilecity.people.keys.rules import Scope
from tests.factories import AT, make_staff
from tests.factories_contributions import LAT, LON, make_call, make_district
from tests.factories_reports import make_category

JURISDICTION = "rostock.de"
QUESTIONS = (
    Attribute(
        code="art",
        kind=AttributeKind.ONE,
        label={"de": "Was liegt da?", "en": "What lies there?"},
        required=True,
        options=(Option("sofa", {"de": "Sofa & Sessel"}), Option("reifen", {"de": "Reifen"})),
        hint={"de": "Bitte wählen Sie eines."},
    ),
    Attribute(code="menge", kind=AttributeKind.NUMBER, label={"de": "Wie viele Stücke?"}),
    Attribute(
        code="dabei",
        kind=AttributeKind.SEVERAL,
        label={"de": "Was ist dabei?"},
        options=(Option("glas", {"de": "Glas"}), Option("metall", {"de": "Metall"})),
    ),
)


def make_tree() -> None:
    """Make two branches: waste with bulky waste (asks questions) and bins; streets with potholes, and one of others."""
    make_category("muell", title={"de": "Müll und Schmutz", "en": "Waste"})
    make_category("sperrmuell", parent="muell", title={"de": "Sperrmüll", "en": "Bulky waste"}, attributes=QUESTIONS)
    make_category("tonne", parent="muell", title={"de": "Tonne übervoll"}, hint={"de": "Papierkörbe <der Stadt>"})
    make_category("strasse", title={"de": "Straße"})
    make_category("loch", parent="strasse", title={"de": "Schlagloch"}, keywords=["Asphalt", "Grube"])
    away = {"de": "Zuständig ist die Autobahn GmbH."}
    make_category("autobahn", parent="strasse", title={"de": "Autobahn"}, handled=False, instead=away)


def make_city() -> UUID:
    """Make tree, district and call; return the call."""
    make_tree()
    make_district()
    return make_call(Kind.REPORT, moderation=Moderation.BEFORE, opens_at=AT - timedelta(days=500))


def make_report(call: UUID, *, at: datetime = AT, shown: bool = True, **said: Any) -> Contribution:
    """Enter a report by telephone, and show it."""
    content: dict[str, Any] = {"title": "", "text": "Tief und nass.", "category": "loch", "lon": LON, "lat": LAT} | said
    staff = make_staff(at=at)
    made = actions.enter(call=call, content=Content(**content), channel=Channel.PHONE, by=staff, at=at)
    if shown:
        trunk.set_publicity(contribution=made, publicity=Publicity.SHOWN, by=staff, at=at)
    return Contribution.objects.get(pk=made)


def change(row: Contribution, **fields: Any) -> None:
    """Set what other rooms write on the trunk."""
    Contribution.objects.filter(pk=row.pk).update(**fields)


def make_key(*scopes: Scope, a_minute: int = 600, at: datetime = AT) -> str:
    """Make a party's key; return its secret."""
    party = keys.make_party(name=f"App {len(scopes)} {a_minute}", by=None, at=at)
    return keys.make_key(
        party=party, label="App", scopes=scopes or (Scope.REPORT,), a_minute=a_minute, by=None, at=at
    ).secret
