"""What pages ask about the city, and with how many statements."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest

from smilecity.city import actions, queries, reading
from smilecity.city.models import District, Office, Population, Theme
from smilecity.city.rules import DEFAULT_ACCENT, AgeGroup, CannotRegroup

pytestmark = pytest.mark.django_db
Exactly = Callable[[int], AbstractContextManager[object]]

YOUNG, GROWN = AgeGroup(0, 18), AgeGroup(18, None)


def test_without_a_city_there_is_a_profile_without_a_name() -> None:
    profile = queries.profile()
    assert (profile.name, profile.accent, profile.box) == ("", DEFAULT_ACCENT, None)


@pytest.mark.usefixtures("_small_town")
def test_the_profile_costs_one_statement(django_assert_num_queries: Exactly) -> None:
    with django_assert_num_queries(1):
        profile = queries.profile()
    assert profile.name == "Kleinstadt"
    assert profile.land == "NI"
    assert profile.claim == {"de": "Zwei Viertel, eine Stadt.", "en": "Two quarters, one town."}


@pytest.mark.usefixtures("_small_town")
def test_the_box_is_that_of_the_districts_unless_the_city_chose_one(at: datetime) -> None:
    assert queries.profile().box == (9.7, 52.4, 9.9, 52.5)
    actions.set_profile(data={"name": "Stadt", "bbox": [9, 52, 10, 53]}, by=None, at=at)
    assert queries.profile().box == (9, 52, 10, 53)


@pytest.mark.usefixtures("_small_town")
def test_outlines_come_whole_or_simplified() -> None:
    whole, simple = queries.outlines(), queries.outlines(metres=50)
    assert [outline.name for outline in whole] == [outline.name for outline in simple] == ["Äußere Aue", "Oberstadt"]
    assert len(simple[0].geometry["coordinates"][0]) == 5


@pytest.mark.usefixtures("_small_town")
@pytest.mark.parametrize(
    ("lon", "lat", "code"), [(9.75, 52.45, "1"), (9.85, 52.45, "2"), (9.8, 52.45, "2"), (9.95, 52.45, None)]
)
def test_a_place_lies_in_one_district_or_none(lon: float, lat: float, code: str | None) -> None:
    found = queries.district_at(lon, lat)
    assert (found and found.code) == code


@pytest.mark.usefixtures("_small_town")
def test_themes_and_offices_come_in_the_readers_language() -> None:
    assert [theme.name for theme in queries.themes("en")] == ["Getting around", "Zuhause"]
    assert queries.themes("en")[0].description == "Alle Wege."
    office = queries.offices("en")[1]
    assert (office.name, office.keywords) == ("Works yard", ("Straße", "Grün"))


@pytest.mark.usefixtures("_small_town")
def test_the_population_of_the_city_is_its_own_newest() -> None:
    found = queries.population_by("age")
    assert found is not None
    assert (found.year, found.total) == (2022, 10_000)
    assert found.counts == {("0-17",): 1900, ("18+",): 8100}
    assert found.share("18+") == 0.81
    assert found.share("sonst") == 0
    assert queries.population_by("sex") == queries.Distribution(2022, 10_000, {("female",): 5000, ("male",): 5000})


@pytest.mark.usefixtures("_small_town")
def test_the_population_can_be_crossed() -> None:
    found = queries.population_by("sex", "age", age_groups=[GROWN])
    assert found is not None
    assert found.counts == {("female", "18+"): 4100, ("male", "18+"): 4000}
    assert found.total == 8100


@pytest.mark.usefixtures("_small_town")
def test_districts_whose_ages_are_cut_differently_meet_in_the_finest_common_groups() -> None:
    found = queries.population_by("district", "age")
    assert found is not None
    assert (found.year, found.total) == (2023, 10_000)
    assert found.counts == {("2", "0-17"): 800, ("2", "18+"): 3300, ("1", "0-17"): 1100, ("1", "18+"): 4800}
    alone = queries.population_by("district")
    assert alone is not None
    assert alone.counts == {("2",): 4100, ("1",): 5900}


@pytest.mark.usefixtures("_small_town")
def test_groups_that_the_figures_do_not_tell_are_refused() -> None:
    with pytest.raises(CannotRegroup, match="liegt nur teilweise"):
        queries.population_by("age", age_groups=[AgeGroup(0, 16), AgeGroup(16, None)])


@pytest.mark.usefixtures("_small_town")
def test_without_figures_of_the_whole_city_the_districts_are_added_up() -> None:
    Population.objects.filter(district=None).delete()
    found = queries.population_by("age", age_groups=[YOUNG, GROWN])
    assert found is not None
    assert (found.year, found.counts) == (2023, {("0-17",): 1900, ("18+",): 8100})


@pytest.mark.usefixtures("_small_town")
def test_a_year_in_which_a_district_is_missing_does_not_count() -> None:
    Population.objects.filter(district__code="2").delete()
    assert queries.population_by("district") is None
    assert queries.population_by("age") is not None


def test_without_figures_there_is_no_distribution() -> None:
    assert queries.population_by("age") is None
    assert queries.population_by("district") is None


@pytest.mark.usefixtures("_small_town")
def test_no_answer_needs_more_statements_when_there_is_more(
    django_assert_num_queries: Exactly, django_assert_max_num_queries: Exactly
) -> None:
    for doubled in (False, True):
        if doubled:
            _double()
        for question in (queries.districts, queries.outlines, queries.themes, queries.offices):
            with django_assert_num_queries(1):
                question()
        with django_assert_max_num_queries(2):
            assert queries.population_by("age")
        with django_assert_max_num_queries(2):
            assert queries.population_by("district", "sex")


def _double() -> None:
    for model, key in ((District, "code"), (Theme, "slug"), (Office, "slug")):
        for row in list(model._default_manager.all()):
            setattr(row, key, f"{getattr(row, key)}-2")
            if isinstance(row, District):
                row.name += " II"
            row.pk = None
            row.save()
    for figure in list(Population.objects.exclude(district=None).select_related("district")):
        assert figure.district is not None
        figure.district = District.objects.get(code=f"{figure.district.code}-2")
        figure.pk = None
        figure.save()


def test_outlines_that_were_read_can_be_read_again() -> None:
    rows = queries.outlines()
    assert reading.features(b'{"type": "FeatureCollection", "features": []}') == rows == []
