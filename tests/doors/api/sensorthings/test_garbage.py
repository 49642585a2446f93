"""Garbage from everywhere: whatever stands in path, options and body, the server says what is wrong and goes on."""

import json
from urllib.parse import quote

import hypothesis
from hypothesis import strategies as st

from smilecity.doors.api.sensorthings.methods import ALL
from smilecity.sense.things.rules.functions import FUNCTIONS
from smilecity.sense.things.rules.schema import SCHEMA, Kind
from smilecity.sense.things.rules.tree import Comparison, Connective, Operator
from tests.support.sensorthings import Server

FINE = frozenset({501, 503})
_NAMES = sorted({name for kind in Kind for name in (*SCHEMA[kind].properties, *SCHEMA[kind].relations)})
_OPERATORS = [*Comparison, *Connective, *Operator, "not", "null", "true", "false", "asc", "desc"]
_WORDS = st.sampled_from(
    [
        *_NAMES,
        *FUNCTIONS,
        *map(str, _OPERATORS),
        *"(),;/'=*-+$&%.[]:",
        *("0", "-1", "1.5", "1e400", "9223372036854775808", "[0]", "id", "@iot.id", "$value", "$ref"),
        *("$filter=", "$expand=", "$top=", "$count=true", "properties/smilecity/access", "'ä\\'"),
        *("duration'P1D'", "duration'-P99999999Y'", "2026-03-02T12:00:00Z"),
        *("9999-12-31T23:59:59Z/0001-01-01T00:00:00Z", "geography'POINT(1 1)'"),
        "geography'POLYGON((0 0,1 1,0 1,0 0))'",
    ]
)
_TEXTS = st.lists(_WORDS | st.text(max_size=3), max_size=10).map(" ".join) | st.text(max_size=30)
_STEPS = st.sampled_from([*(f"{kind}(1)" for kind in Kind), *Kind, *_NAMES, "$value", "$ref", "$batch"]) | _TEXTS
_OPTION = ("$filter", "$orderby", "$select", "$expand", "$top", "$skip", "$count", "$skiptoken", "$resultFormat", "$id")
_TOKENS = ("W10", "WzFd", "WzEsMl0", "WyJ4Il0", "WyIiLG51bGxd")
_OPTIONS = st.tuples(
    st.sampled_from([*_OPTION, "step", "from", "$x"]),
    _TEXTS | st.sampled_from(["CSV", "GeoJSON", "dataArray", *_TOKENS]),
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(_NAMES),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*_NAMES, "@iot.id", "op", "path", "components", "requests"]), inner, max_size=6
        )
    ),
    max_leaves=20,
)
_BODIES = _JSON.map(lambda said: json.dumps(said).encode()) | st.binary(max_size=60)
_METHODS = st.sampled_from(ALL)
_KINDS = st.sampled_from(["application/json", "application/json-patch+json", "multipart/mixed; boundary=b", "x"])
often = hypothesis.settings(
    max_examples=400, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)


def fine(status: int) -> bool:
    return status < 500 or status in FINE


@often
@hypothesis.given(st.lists(_STEPS, max_size=4), st.lists(_OPTIONS, max_size=4))
def test_no_question_is_answered_with_an_error_of_ours(
    sensorthings_server: Server, steps: list[str], options: list[tuple[str, str]]
) -> None:
    query = "&".join(f"{name}={quote(said)}" for name, said in options)
    path = "/".join(quote(step, safe="()$'") for step in steps)
    answered = sensorthings_server.get(f"{path}?{query}", key=sensorthings_server.key)
    assert fine(answered.status), answered.body


@often
@hypothesis.given(_METHODS, st.lists(_STEPS, max_size=3), _BODIES, _KINDS, st.booleans())
def test_no_body_is_answered_with_an_error_of_ours(
    sensorthings_server: Server, method: str, steps: list[str], body: bytes, kind: str, keyed: bool
) -> None:
    path = "/".join(quote(step, safe="()$'") for step in steps)
    key = sensorthings_server.key if keyed else None
    answered = sensorthings_server.ask(method, path, body, key=key, Content_Type=kind)
    assert fine(answered.status), answered.body


@often
@hypothesis.given(st.sampled_from(list(Kind)), st.lists(_WORDS, min_size=1, max_size=12).map(" ".join))
def test_no_filter_of_known_words_is_answered_with_an_error_of_ours(
    sensorthings_server: Server, kind: Kind, words: str
) -> None:
    for option in ("$filter", "$orderby", "$expand"):
        answered = sensorthings_server.get(f"{kind}?{option}={quote(words)}")
        assert fine(answered.status), answered.body


def test_it_is_there_afterwards(sensorthings_server: Server) -> None:
    stream = sensorthings_server.make_datastream()
    assert sensorthings_server.observe(stream, 1).status == 201
    assert sensorthings_server.results(stream) == [1]
