"""What staff say of datastreams and things: who may, what is refused, and that every change is in the log."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytest_django import Settings

from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.people.rules import Role
from smilecity.sense.things.actions import describing, keeping
from smilecity.sense.things.actions.describing import Description, describe
from smilecity.sense.things.actions.keeping import Place, Series
from smilecity.sense.things.models import Change, Datastream, DatastreamShare, HistoricalLocation, Thing
from smilecity.sense.things.rules.quantities import BY_KEY, QUANTITIES, other
from smilecity.sense.things.rules.words import Access
from tests.factories import AT, make_staff
from tests.factories_sense import make_datastream, make_party

pytestmark = pytest.mark.django_db
PLACE = Place(words="Alter Strom", lon=12.09, lat=54.18)
SAID = Description(name="Wasserstand", licence="CC0")
LEVEL = Series(name="Wasserstand", quantity=BY_KEY["water_level"], licence="CC0")


@pytest.mark.parametrize("role", Role)
def test_who_may_look_after_what_is_measured(role: Role) -> None:
    staff, series, other_one = make_staff(role), make_datastream(), make_datastream()

    def acts(by: User) -> list[Callable[[], object]]:
        return [
            lambda: describe(datastream=series.pk, said=SAID, by=by, at=AT),
            lambda: keeping.enter(name="Neu", place=PLACE, series=[LEVEL], by=by, at=AT),
            lambda: keeping.add_series(thing=series.thing_id, series=LEVEL, by=by, at=AT),
            lambda: keeping.rename(thing=series.thing_id, name="Anders", description="", by=by, at=AT),
            lambda: keeping.move(thing=series.thing_id, place=PLACE, by=by, at=AT),
            lambda: keeping.remove_datastream(datastream=series.pk, multi=False, by=by, at=AT),
            lambda: keeping.remove_thing(thing=other_one.thing_id, by=by, at=AT),
        ]

    for act in acts(staff):
        if role in {Role.STEWARD, Role.ADMINISTRATOR}:
            act()
        else:
            with pytest.raises(Refused, match=describing.NOT_IN_CHARGE):
                act()
    written = AuditEntry.objects.filter(actor=staff.pk, verb__startswith="things.").count()
    # Entering a thing enters its series, too.
    assert written == (8 if role in {Role.STEWARD, Role.ADMINISTRATOR} else 0)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (replace(SAID, name=" "), describing.NO_NAME),
        (replace(SAID, name="x" * 501), "Bitte kürzen Sie"),
        (replace(SAID, licence=""), describing.NO_LICENCE),
        (replace(SAID, access=Access.SHARED), describing.NOBODY_SHARED),
        (replace(SAID, access=Access.SHARED, shared_with=frozenset({0})), describing.NO_PARTY),
        (replace(SAID, owner=0), describing.NO_PARTY),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_changes(said: Description, reason: str) -> None:
    series = make_datastream("Wie zuvor", access=Access.INTERNAL)
    with pytest.raises(Refused, match=reason):
        describe(datastream=series.pk, said=said, by=None, at=AT)
    series.refresh_from_db()
    assert (series.name, series.access) == ("Wie zuvor", Access.INTERNAL)


def test_what_is_not_public_needs_no_licence_and_what_is_gone_is_said() -> None:
    series = make_datastream()
    describe(datastream=series.pk, said=replace(SAID, licence="", access=Access.INTERNAL), by=None, at=AT)
    with pytest.raises(Refused, match=describing.NO_DATASTREAM):
        describe(datastream=series.pk + 1, said=SAID, by=None, at=AT)
    with pytest.raises(Refused, match=keeping.GONE):
        keeping.remove_thing(thing=10**9, by=None, at=AT)


def test_shares_follow_what_is_said() -> None:
    one, two, three = (make_party().pk for _ in range(3))
    series = make_datastream()
    for friends in ({one, two}, {two, three}, {two, three}):
        said = replace(SAID, access=Access.SHARED, shared_with=frozenset(friends))
        describe(datastream=series.pk, said=said, by=None, at=AT)
        assert set(DatastreamShare.objects.values_list("party", flat=True)) == friends


def test_subscribers_are_told_where_there_is_a_broker(settings: Settings) -> None:
    series, multi = make_datastream(), make_datastream(multi=True)
    describe(datastream=series.pk, said=SAID, by=None, at=AT)
    assert not Change.objects.exists()
    settings.MQTT_URL = "mqtt://127.0.0.1"
    for each in (series, multi):
        describe(datastream=each.pk, said=SAID, by=None, at=AT)
    assert sorted(Change.objects.values_list("kind", flat=True)) == ["Datastreams", "MultiDatastreams"]


def test_a_thing_is_entered_whole_or_not_at_all() -> None:
    broken = replace(LEVEL, shared_with=frozenset({10**9}), access=Access.SHARED)
    with pytest.raises(Refused, match="Das ließ sich nicht speichern"):
        keeping.enter(name="Pegel", place=PLACE, series=[LEVEL, broken], by=None, at=AT)
    assert not Thing.objects.exists()


def test_each_series_belongs_to_its_own_provider_and_the_thing_to_the_first() -> None:
    one, two = make_party().pk, make_party().pk
    made = keeping.enter(
        name="Pegel", place=PLACE, series=[replace(LEVEL, owner=one), replace(LEVEL, owner=two)], by=None, at=AT
    )
    assert Thing.objects.get(pk=made).owner_id == one
    assert set(Datastream.objects.values_list("owner", flat=True)) == {one, two}


def test_where_a_thing_was_stays_in_its_history() -> None:
    made = keeping.enter(name="Pegel", place=PLACE, series=[], by=None, at=AT)
    keeping.move(thing=made, place=replace(PLACE, lon=12.2), by=None, at=AT)
    assert HistoricalLocation.objects.filter(thing=made).count() == 2


def test_what_towns_measure_is_defined_each_in_its_own_way() -> None:
    assert len({quantity.key for quantity in QUANTITIES}) == len({q.definition for q in QUANTITIES}) == len(QUANTITIES)
    assert all(quantity.definition.startswith("http") for quantity in QUANTITIES)
    assert other("Sandhöhe", "dm").symbol == "dm"
