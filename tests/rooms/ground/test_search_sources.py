"""Each room's things are found from the moment everybody may see them until the moment they may not."""

import pytest

from smilecity.collect.contributions import actions as contributions
from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.rules import Moderation, Publicity
from smilecity.collect.surveys import actions as surveys
from smilecity.ground.search.queries import Hit, Wanted, find
from smilecity.ground.search.rules import ask
from smilecity.people.keys.rules import CITY
from smilecity.sense.things import actions as things
from smilecity.sense.things.actions.describing import Description, describe
from smilecity.sense.things.models import Datastream
from smilecity.sense.things.rules.schema import Kind as ThingKind
from smilecity.sense.things.rules.words import Access
from smilecity.understand.results import actions as results
from tests.factories import AT, closed, make_staff, make_survey
from tests.factories_contributions import make_call, make_contribution
from tests.factories_things import WHOLE, make

pytestmark = pytest.mark.django_db


def hits(text: str) -> list[Hit]:
    return list(find(Wanted(asked=ask(text), at=AT)).hits)


def kinds(text: str) -> list[str]:
    return sorted(hit.kind for hit in hits(text))


def test_a_contribution_is_found_while_everybody_may_see_it() -> None:
    row = make_contribution(title="Trinkbrunnen am Doberaner Platz", text="Im Sommer fehlt Wasser.")
    staff = make_staff()
    assert kinds("Trinkbrunnen") == kinds("Wasser") == ["idea"]
    for publicity in (Publicity.HIDDEN, Publicity.SHOWN, Publicity.WAITING):
        contributions.set_publicity(contribution=row.pk, publicity=publicity, by=staff, at=AT)
        assert kinds("Trinkbrunnen") == (["idea"] if publicity is Publicity.SHOWN else [])
    contributions.set_publicity(contribution=row.pk, publicity=Publicity.SHOWN, by=staff, at=AT)
    contributions.remove(contribution=row.pk, by=staff, reason="privat", at=AT)
    assert kinds("Trinkbrunnen") == []


def test_what_waits_for_moderation_is_not_found() -> None:
    make_contribution(make_call(moderation=Moderation.BEFORE), title="Trinkbrunnen")
    assert kinds("Trinkbrunnen") == []


def test_what_was_taken_out_of_a_text_is_not_found_any_more() -> None:
    row = make_contribution(title="Trinkbrunnen", text="Fragen Sie Frau Mustermeier")
    content = Content(title="Trinkbrunnen", text="Fragen Sie uns")
    contributions.edit(
        contribution=row.pk, content=content, revision=1, by=make_staff(), reason="Name", at=AT, redacts=True
    )
    assert kinds("Mustermeier") == []
    assert kinds("Trinkbrunnen") == ["idea"]


def test_two_that_became_one_are_found_once() -> None:
    call = make_call()
    one, other = (make_contribution(call, title=f"Trinkbrunnen {n}") for n in (1, 2))
    staff = make_staff()
    contributions.merge(contribution=one.pk, into=other.pk, by=staff, at=AT)
    assert [hit.key for hit in hits("Trinkbrunnen")] == [str(other.pk)]
    contributions.part(contribution=one.pk, by=staff, at=AT)
    assert len(hits("Trinkbrunnen")) == 2


def test_a_survey_is_found_once_it_is_open_and_its_result_once_it_is_published() -> None:
    made = make_survey()
    assert kinds("Wie kommen Sie in die Stadt") == []
    surveys.open_now(survey=made.id, by=made.staff, at=AT)
    assert kinds("Wie kommen Sie in die Stadt") == ["survey"]
    assert kinds("Fahrrad Bus Rad") == ["survey"]
    surveys.close(survey=made.id, by=made.staff, at=AT)
    results.publish(survey=made.id, by=made.staff, at=AT)
    assert kinds("Bus Rad") == ["result", "survey"]
    results.withdraw(survey=made.id, by=made.staff, at=AT)
    assert kinds("Bus Rad") == ["survey"]
    assert hits("Bus Rad")[0].facts["closed"] is True


def test_a_thing_is_found_by_what_it_measures_in_public() -> None:
    thing = make(ThingKind.THINGS, WHOLE, name="Pegel Mühlendamm")
    stream = Datastream.objects.get(thing=thing)
    said = Description(name="Wassertemperatur", licence="CC0")
    describe(datastream=stream.pk, said=said, by=None, at=AT)
    assert kinds("Mühlendamm") == kinds("Wassertemperatur") == ["thing"]
    secret = Description(name="Wassertemperatur", access=Access.INTERNAL)
    describe(datastream=stream.pk, said=secret, by=None, at=AT)
    assert kinds("Mühlendamm") == kinds("Wassertemperatur") == []
    describe(datastream=stream.pk, said=said, by=None, at=AT)
    assert kinds("Wassertemperatur") == ["thing"]
    things.delete(ThingKind.THINGS, thing, caller=CITY, at=AT)
    assert kinds("Mühlendamm") == []


def test_a_datastream_that_moves_to_another_thing_is_found_there_only() -> None:
    here = make(ThingKind.THINGS, WHOLE, name="Pegel Mühlendamm")
    there = make(ThingKind.THINGS, {"name": "Boje", "description": ""})
    stream = Datastream.objects.get(thing=here)
    describe(datastream=stream.pk, said=Description(name="Wassertemperatur", licence="CC0"), by=None, at=AT)
    things.link(ThingKind.THINGS, there, "Datastreams", stream.pk, caller=CITY, at=AT)
    assert [hit.key for hit in hits("Wassertemperatur")] == [str(there)]


def test_a_survey_that_is_over_says_so() -> None:
    closed(make_survey(open=True))
    assert [hit.facts["closed"] for hit in hits("Wie kommen Sie in die Stadt")] == [True]
