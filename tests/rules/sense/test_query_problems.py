"""No text at all breaks the readers: they understand it or say what is wrong with it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.sense.things.rules.grammar import parse_expand, parse_filter, parse_orderby, parse_select
from smilecity.sense.things.rules.options import read_options
from smilecity.sense.things.rules.paths import read_path
from smilecity.sense.things.rules.problems import QueryProblem
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.wkt import read_wkt
from tests.support.sense_filters import filters
from tests.support.sense_print import printed

kinds = st.sampled_from(Kind)
PARSERS: list[Callable[[str, Kind], object]] = [parse_filter, parse_orderby, parse_select, parse_expand, read_options]
# Pieces that carry a random text further into the grammar than random letters do.
PIECES = [
    "(", ")", "'", ",", "/", ";", "=", "-", "*", "[0]", " ", "$filter=", "$expand=", "$top=", "&", "%00", "%", "+",
    "null", "true", "not ", " eq ", " and ", " add ", " mod ", "name", "id", "@iot.id", "result", "phenomenonTime",
    "Datastreams", "Observations", "Thing", "location", "properties/a", "now()", "year(", "substringof(", "st_within(",
    "geography'", "POINT(1 2)", "POLYGON((", "duration'P1D'", "duration'P", "2024-01-01T00:00:00Z", "date'", "1e999",
    "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "99999999999999999999", "1", "٣", "\0", "\ud800",
    "Things(1)", "$ref", "$value",
]  # fmt: skip
scraps = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=25).map("".join)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[Kind, str]:
    """A filter that made sense, until something was cut out of it, doubled or put into it."""
    kind = draw(kinds)
    text = printed(draw(filters(kind)))
    first, last = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    return kind, text[:first] + draw(scraps | st.just(text[first:last] * 2)) + text[last:]


def told(read: Callable[[], object]) -> QueryProblem | None:
    """What the reader complains of; anything but a QueryProblem passes through and fails the test."""
    try:
        read()
    except QueryProblem as problem:
        return problem
    return None


@pytest.mark.parametrize("parser", PARSERS)
@given(text=scraps | st.text(), kind=kinds)
def test_any_text_is_understood_or_told_what_is_wrong(
    parser: Callable[[str, Kind], object], text: str, kind: Kind
) -> None:
    problem = told(lambda: parser(text, kind))
    assert problem is None or (problem.status in {400, 501} and problem.message.endswith((".", "?")))


@given(damaged())
def test_a_damaged_filter_is_understood_or_told_where_it_is_wrong(case: tuple[Kind, str]) -> None:
    kind, text = case
    problem = told(lambda: parse_filter(text, kind))
    assert problem is None or problem.position is None or 1 <= problem.position <= len(text) + 1


@given(scraps | st.text())
def test_any_path_leads_somewhere_or_is_not_found(path: str) -> None:
    problem = told(lambda: read_path(path))
    assert problem is None or problem.status == 404


@given(scraps | st.text(alphabet="POINTLESY().,-+eE0123456789 ;="))
def test_any_text_is_a_geometry_or_told_where_it_is_none(text: str) -> None:
    told(lambda: read_wkt(text))


@pytest.mark.parametrize(
    ("query", "position", "reason"),
    [
        ("$filter=resul gt 5", 1, 'no property or relation named "resul". Did you mean "result"?'),
        ("$filter=result gt 5 adn id lt 3", 13, 'did not expect "adn" here.'),
        ("$filter=Datastream/nmae eq 'a'", 12, 'no property or relation named "nmae". Did you mean "name"?'),
        ("$filter=Datastream eq 1", 1, "leads to an entity; name a property of it: Datastream/id."),
        ("$filter=Datastream/name eq 5", 17, "a text and a number do not compare. A text is written like 'text'."),
        ("$filter=Datastream/name/x eq 5", 16, "name is a text; nothing lies inside of it."),
        ("$filter=startwith(Datastream/name,'a')", 1, 'no function is named "startwith". Did you mean "startswith"?'),
        ("$filter=length('a','b') eq 1", 1, "length takes 1 argument, not 2."),
        ("$filter=substring('a') eq 'b'", 1, "substring takes 2 or 3 arguments, not 1."),
        ("$filter=length(4) eq 1", 8, "length takes a text as argument 1, not a number."),
        ("$filter=result eq 'it''s", 11, "this text has no closing quote;"),
        ("$filter=(result eq 1", 13, 'expected ")" for the parenthesis at position 1, found the end.'),
        ("$filter=phenomenonTime gt 2024-13-01T00:00:00Z", 19, '"2024-13-01T00:00:00Z" is not a time of the calendar.'),
        ("$filter=geo.length(geography'LINESTRING(1 2, 3)') gt 1", 39, 'expected a number, found ")".'),
        ("$filter=not Datastream/name eq 'a'", 1, "not needs true or false here, not a text."),
        ("$filter=result add 1", 1, "a filter needs true or false here, not a number."),
        ("$filter=st_relate(FeatureOfInterest/feature,geography'POINT(1 2)','T')", 59, "a pattern is nine of"),
        ("$filter=FeatureOfInterest/feature eq geography'POINT(1 2)'", 27, "geometries compare by functions"),
        ("$orderby=result up", 8, 'expected asc or desc, found "up".'),
        ("$orderby=Datastream/Thing/Locations/name", 1, "this path leads to several values;"),
        ("$select=result,Datastreams", 8, 'named "Datastreams". Did you mean "Datastream"?'),
        ("$expand=Datastream($filtre=id eq 1)", 12, 'no option of an expansion. Did you mean "$filter"?'),
        ("$expand=Datastream/Thin", 12, 'Datastreams have no relation named "Thin". Did you mean "Thing"?'),
        ("$expand=Datastream($top=1;$top=2)", 19, "$top stands here twice."),
        ("$expand=Datastream($top=1),Datastream($top=2)", 20, "expanded twice, each time with another top."),
        ("$top=-1", 1, 'expected a whole number from 0, found "-".'),
        ("$skip=1.5", 1, 'expected a whole number from 0, found "1.5".'),
        ("$count=maybe", 1, 'expected true or false, found "maybe".'),
        ("$resultFormat=XML", None, '"XML" is no format. Known: CSV, GeoJSON, JSON, dataArray.'),
        ("$filer=1", None, 'There is no option "$filer". Did you mean "$filter"?'),
        ("$top=1&$top=1", None, "$top: this option was given twice."),
        ("$filter=", None, "$filter: it is empty."),
        ("$filter=%00", 1, "this character is not allowed."),
        ("$filter=%ff", None, 'The query is not UTF-8 at "%ff".'),
    ],
)
def test_a_message_says_where_and_what_was_meant(query: str, position: int | None, reason: str) -> None:
    problem = told(lambda: read_options(query, Kind.OBSERVATIONS))
    assert problem is not None
    assert reason in problem.message
    assert problem.position == position
    if position:
        assert problem.message.startswith(f"{query.partition('=')[0]}, position {position}: ")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "(" * 9_000 + "id eq 1" + ")" * 9_000,
        "not " * 4_000 + "true",
        "-" * 10_000 + "1 eq 1",
        "length(" * 2_000,
        " add ".join(["1"] * 2_000) + " eq 3",
        "id or id and id eq id gt id add id mul (" * 400,
        "/".join(["Datastreams", "Thing"] * 500),
        "properties" + "/a" * 5_000,
        "geography'" + "GEOMETRYCOLLECTION(" * 900 + "'",
        "'" * 9_999,
        "id eq 1 and " * 100_000,
    ],
)
def test_too_much_of_anything_is_refused_quickly(text: str) -> None:
    problem = told(lambda: parse_filter(text, Kind.THINGS))
    assert problem is not None
    assert problem.status == 400
    assert len(problem.message) < 300


def test_a_long_list_of_alternatives_is_not_too_deep() -> None:
    assert told(lambda: parse_filter(" or ".join(f"id eq {number}" for number in range(1500)), Kind.THINGS)) is None


def test_a_filter_goes_only_so_many_different_ways() -> None:
    way = "Datastreams/Thing/Datastreams/Sensor/{}/Thing/id eq 1"
    many = [way.format(each) for each in ("Datastreams", "MultiDatastreams")]
    assert told(lambda: parse_filter(" or ".join(many), Kind.THINGS)) is None
    other = "MultiDatastreams/Thing/Datastreams/Sensor/Datastreams/Thing/id eq 1"
    problem = told(lambda: parse_filter(" or ".join([*many, other]), Kind.THINGS))
    assert problem is not None
    assert "at most 12 different ways" in problem.message


def test_a_path_goes_over_six_relations_at_most() -> None:
    long = "Datastream/Thing/Datastreams/Sensor/Datastreams/Thing/{}name eq 'a'"
    assert told(lambda: parse_filter(long.format(""), Kind.OBSERVATIONS)) is None
    problem = told(lambda: parse_filter(long.format("Locations/"), Kind.OBSERVATIONS))
    assert problem is not None
    assert problem.message.endswith("a path goes over at most 6 relations.")


def test_expansions_are_neither_too_deep_nor_too_many() -> None:
    deep = "/".join(["Datastreams", "Thing"] * 10)
    assert "at most 6 deep" in str(told(lambda: parse_expand(deep, Kind.THINGS)))
    nested = "Datastreams($expand=Thing($expand=" * 10 + "Datastreams" + "))" * 10
    assert "at most 6 deep" in str(told(lambda: parse_expand(nested, Kind.THINGS)))
    assert "50 expansions" in str(told(lambda: parse_expand(",".join(["Datastreams"] * 51), Kind.THINGS)))
