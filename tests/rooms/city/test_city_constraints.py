"""What the database promises about the city, whatever a program tries."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from smilecity.city.models import City, District, Office, Population, Theme

pytestmark = pytest.mark.django_db

BOX = {"west": 9.0, "south": 52.0, "east": 9.1, "north": 52.1}


def district(code: str = "a", name: str = "A", **fields: object) -> District:
    return District(**{"code": code, "name": name, "name_sort": name.lower(), "outline": {}, **BOX, **fields})


def figure(**fields: object) -> Population:
    given = {"year": 2020, "age_from": 18, "age_to": 25, "sex": "female", "count": 1, **fields}
    return Population(**given)


def refuses(row: Model, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        _save_to_the_end(row)


@transaction.atomic
def _save_to_the_end(row: Model) -> None:
    row.save(force_insert=True)
    connection.check_constraints()


def test_there_is_one_city() -> None:
    City.objects.create(name="Eine", official_name="Eine")
    refuses(City(name="Zwei", official_name="Zwei"), "city_city_pkey")
    refuses(City(id=2, name="Zwei", official_name="Zwei"), "one_city")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"name": ""}, "city_has_name"),
        ({"accent": "red"}, "city_accents_are_colours"),
        ({"accent_dark": "#GGGGGG"}, "city_accents_are_colours"),
        ({"ags": "1300"}, "city_ags_is_key"),
        ({"land": "XX"}, "city_land_is_known"),
        ({"west": 9.0}, "city_box_is_whole"),
        ({**BOX, "west": 9.2}, "city_box_is_whole"),
    ],
)
def test_a_profile_is_whole(fields: dict[str, object], constraint: str) -> None:
    refuses(City(**{"name": "Stadt", "official_name": "Stadt", **fields}), constraint)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"code": "a", "name": "B"}, "one_district_per_code"),
        ({"code": "b", "name": "A"}, "one_district_per_name"),
        ({"code": "", "name": "B"}, "district_is_named"),
        ({"code": "b", "name": ""}, "district_is_named"),
        ({"code": "b", "name": "B", "north": 51.0}, "district_box_is_right"),
        ({"code": "b", "name": "B", "east": 181.0}, "district_box_is_right"),
    ],
)
def test_districts_are_told_apart_and_lie_on_the_globe(fields: dict[str, str], constraint: str) -> None:
    district().save()
    refuses(district(**fields), constraint)


@pytest.mark.parametrize("in_district", [True, False])
@pytest.mark.parametrize(("lower", "upper"), [(18, 25), (20, 21), (0, 19), (24, None), (0, None)])
def test_nobody_is_counted_twice(in_district: bool, lower: int, upper: int | None) -> None:
    place = district()
    place.save()
    where = place if in_district else None
    figure(district=where).save()
    refuses(figure(district=where, age_from=lower, age_to=upper), "nobody_counted_twice")


@pytest.mark.parametrize(
    "other",
    [{"age_from": 25, "age_to": None}, {"age_from": 0, "age_to": 18}, {"sex": "male"}, {"year": 2021}],
)
def test_other_ages_sexes_years_and_places_are_counted_beside(other: dict[str, object]) -> None:
    place = district()
    place.save()
    figure().save()
    figure(district=place).save()
    figure(**other).save()
    assert Population.objects.count() == 3


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"age_from": 25, "age_to": 25}, "population_ages_are_right"),
        ({"age_from": 151, "age_to": None}, "population_ages_are_right"),
        ({"sex": "divers"}, "population_sex_is_known"),
        ({"year": 1066}, "population_year_is_likely"),
        ({"count": -1}, "city_population_count_check"),
    ],
)
def test_figures_are_possible(fields: dict[str, object], constraint: str) -> None:
    refuses(figure(**fields), constraint)


@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        (Theme(slug="Grün!", name={"de": "Grün"}, position=1), "theme_slug_is_word"),
        (Theme(slug="gruen", name={"en": "Green"}, position=1), "theme_has_german_name"),
        (Office(slug="", name={"de": "Amt"}), "office_slug_is_word"),
        (Office(slug="amt", name={}), "office_has_german_name"),
    ],
)
def test_themes_and_offices_have_german_names_and_plain_slugs(row: Model, constraint: str) -> None:
    refuses(row, constraint)


def test_slugs_are_unique() -> None:
    Theme.objects.create(slug="a", name={"de": "A"}, position=1)
    Office.objects.create(slug="a", name={"de": "A"})
    refuses(Theme(slug="a", name={"de": "B"}, position=2), "one_theme_per_slug")
    refuses(Office(slug="a", name={"de": "B"}), "one_office_per_slug")
