"""The query string of a request (18-088, clause 9.3) as options."""

from urllib.parse import quote, quote_plus

import pytest

from smilecity.sense.things.rules.grammar import parse_expand, parse_filter, parse_orderby, parse_select
from smilecity.sense.things.rules.options import read_options
from smilecity.sense.things.rules.problems import QueryProblem
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.tree import Compare, Expand, Literal, Options, ResultFormat, Selection


def test_no_query_asks_for_the_first_hundred() -> None:
    assert read_options("", Kind.THINGS) == Options()
    assert Options().limit == 100


def test_every_option_is_read() -> None:
    found = read_options(
        "$filter=id gt 1&$orderby=result desc&$select=result&$expand=Datastream&$top=5&$skip=10&$count=true"
        "&$resultFormat=dataArray&$skiptoken=abc&$id=x",
        Kind.OBSERVATIONS,
    )
    assert found == Options(
        filter=parse_filter("id gt 1", Kind.OBSERVATIONS),
        orderby=parse_orderby("result desc", Kind.OBSERVATIONS),
        select=Selection(("result",), ()),
        expand=parse_expand("Datastream", Kind.OBSERVATIONS),
        top=5,
        skip=10,
        count=True,
        result_format=ResultFormat.DATA_ARRAY,
        skiptoken="abc",
        id="x",
    )


@pytest.mark.parametrize(
    ("asked", "limit"), [("0", 0), ("7", 7), ("10000", 10_000), ("10001", 10_000), ("9" * 300, 10_000)]
)
def test_a_page_is_never_longer_than_ten_thousand(asked: str, limit: int) -> None:
    assert read_options(f"$top={asked}", Kind.THINGS).limit == limit


def test_the_text_may_be_encoded_in_any_way_browsers_and_programs_do() -> None:
    text = "name eq 'R&D + 50% ü' and properties/a gt 1"
    expected = parse_filter(text, Kind.THINGS)
    for encoded in (quote(text), quote_plus(text), quote(text, safe=" '&/")):
        assert read_options(f"%24filter={encoded}&$top=1", Kind.THINGS) == Options(filter=expected, top=1)
        assert read_options(f"$filter={encoded}", Kind.THINGS).filter == expected


def test_the_plus_of_an_offset_may_get_lost_on_the_way() -> None:
    lost = read_options("$filter=time gt 2024-05-01T02:00:00+02:00", Kind.HISTORICAL_LOCATIONS).filter
    assert lost == parse_filter("time gt 2024-05-01T00:00:00Z", Kind.HISTORICAL_LOCATIONS)


def test_options_without_a_dollar_are_kept_apart() -> None:
    found = read_options("step=day&&top=5&flag&$top=1", Kind.DATASTREAMS)
    assert found == Options(top=1, plain=(("step", "day"), ("top", "5"), ("flag", "")))


@pytest.mark.parametrize("name", ["$search", "$apply", "$format", "$Filter", "$"])
def test_an_option_nobody_knows_is_not_implemented(name: str) -> None:
    with pytest.raises(QueryProblem) as told:
        read_options(f"{name}=1", Kind.THINGS)
    assert told.value.status == 501


@pytest.mark.parametrize(
    "name", ["$filter", "$orderby", "$select", "$expand", "$top", "$skip", "$count", "$skiptoken", "$id"]
)
@pytest.mark.parametrize("empty", ["", "=", "=+", "=%20%20"])
def test_an_option_that_says_nothing_is_refused(name: str, empty: str) -> None:
    with pytest.raises(QueryProblem) as told:
        read_options(f"{name}{empty}", Kind.OBSERVATIONS)
    assert (told.value.status, told.value.option) == (400, name)


def test_a_selection_holds_properties_and_relations_apart() -> None:
    assert parse_select("name, @iot.id,Datastreams,id,properties", Kind.THINGS) == Selection(
        ("name", "id", "properties"), ("Datastreams",)
    )
    assert parse_select("*", Kind.THINGS) is None


def test_orders_may_go_over_relations_to_one() -> None:
    first, second, third = parse_orderby("Datastream/Thing/name asc,result desc , length(result)", Kind.OBSERVATIONS)
    assert (first.descending, second.descending, third.descending) == (False, True, False)


def options_of(expand: Expand, *way: str) -> Options:
    for name in way:
        (expand,) = [each for each in expand.options.expand if each.relation.name == name]
    return expand.options


def test_expansions_nest_by_parentheses_and_by_slashes() -> None:
    text = (
        "Datastreams($filter=name eq 'a;b)';$orderby=id desc;$top=1;$skip=2;$select=name,Thing;$count=false;"
        "$expand=Observations($top=3),Sensor),Locations/HistoricalLocations"
    )
    streams, places = parse_expand(text, Kind.THINGS)
    assert streams.options.filter == parse_filter("name eq 'a;b)'", Kind.DATASTREAMS)
    assert streams.options.orderby == parse_orderby("id desc", Kind.DATASTREAMS)
    assert (streams.options.top, streams.options.skip, streams.options.count) == (1, 2, False)
    assert streams.options.select == Selection(("name",), ("Thing",))
    assert options_of(streams, "Observations").top == 3
    assert options_of(streams, "Sensor") == Options()
    assert options_of(places, "HistoricalLocations") == Options()


def test_what_is_expanded_twice_is_put_together() -> None:
    (found,) = parse_expand("Datastreams($top=1),Datastreams/Observations($top=2),Datastreams/Sensor", Kind.THINGS)
    assert found.options.top == 1
    assert options_of(found, "Observations").top == 2
    assert options_of(found, "Sensor") == Options()
    assert parse_expand("Datastreams($top=1),Datastreams($top=1)", Kind.THINGS) == parse_expand(
        "Datastreams($top=1)", Kind.THINGS
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e3", 1000.0),
        ("1.5E-1", 0.15),
        ("007", 7),
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", 2.0**63),
    ],
)
def test_numbers_are_read_as_exactly_as_a_column_can_hold_them(text: str, value: float) -> None:
    found = parse_filter(f"id eq {text}", Kind.THINGS)
    assert isinstance(found, Compare)
    assert isinstance(found.right, Literal)
    assert found.right.value == value
    assert type(found.right.value) is type(value)
