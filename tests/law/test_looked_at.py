"""No public page goes without a look: each address is walked by a journey with axe, or shows no page and says why."""

from pathlib import Path

from wagtail.models import get_page_models

from smilecity.doors.web.models import Front, InfoPage, NewsIndex, NewsPage
from tests.support.kinds import LOOKED_AT, NO_PAGE, kind_of, public

JOURNEYS = Path(__file__).resolve().parents[1] / "journeys"
SEEN = set().union(*LOOKED_AT.values())


def test_every_public_page_is_looked_at_by_a_journey() -> None:
    assert public() - SEEN - set(NO_PAGE) == set()


def test_what_is_looked_at_or_excused_is_there_and_not_both() -> None:
    # The style guide is an address of the demo alone.
    assert (SEEN | set(NO_PAGE)) - public() <= {"web:styleguide"}
    assert SEEN & set(NO_PAGE) == set()


def test_each_journey_holds_its_walk_against_the_table() -> None:
    for name in LOOKED_AT:
        assert f'LOOKED_AT["{name}"]' in (JOURNEYS / f"{name}.py").read_text(encoding="utf-8")


def test_the_kinds_of_pages_that_editors_make_are_those_that_are_walked() -> None:
    own = {model for model in get_page_models() if model.__module__.startswith("smilecity.")}
    assert own == {Front, NewsIndex, InfoPage, NewsPage}


def test_a_page_is_the_same_kind_in_each_language() -> None:
    assert [kind_of(f"{prefix}/kalender/7/") for prefix in ("", "/en", "/de-simple")] == ["web:event"] * 3
