"""Profile, themes and offices from JSON: a sentence for every bad field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.city import colours, entries, reading
from smilecity.city.problems import BadFile

GOOD: dict[str, object] = {"name": "Musterstadt"}


def refused(**fields: object) -> list[str]:
    with pytest.raises(BadFile) as refusal:
        entries.profile({**GOOD, **fields})
    return [problem.sentence for problem in refusal.value.problems]


def test_a_name_is_enough() -> None:
    profile = entries.profile(GOOD)
    assert profile.official_name == "Musterstadt"
    assert profile.box is None


def test_the_land_follows_from_the_municipality_key() -> None:
    assert entries.profile({**GOOD, "ags": "13003000"}).land == "MV"


def test_a_dark_accent_is_computed_where_none_is_given() -> None:
    profile = entries.profile({**GOOD, "accent": "#7a0019"})
    assert colours.contrast_on(colours.DARK_GROUND, profile.accent_dark) >= colours.READABLE


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Feld „name“: Die Angabe fehlt."),
        ({"name": 7}, "Feld „name“: Erwartet wird ein Text."),
        ({"name": "x" * 101}, "Feld „name“: Der Text ist mit 101 Zeichen zu lang; möglich sind 100."),
        ({"name": "a\0b"}, "Feld „name“: Der Text enthält unsichtbare Steuerzeichen."),
        ({"name": "a\ud800b"}, "Feld „name“: Der Text enthält unsichtbare Steuerzeichen."),
        ({"akzent": "#000000"}, "Feld „akzent“: Dieses Feld gibt es nicht. Meinten Sie „accent“?"),
        ({"claim": {"fr": "Bonjour", "de": "Hallo"}}, "Feld „claim“: Die Sprache „fr“ kennt die Website nicht"),
        ({"claim": {"en": "Hello"}}, "Feld „claim“: Der deutsche Text fehlt."),
        ({"ags": "1300"}, "Gemeindeschlüssel mit 5 oder 8 Ziffern"),
        ({"ags": "99003000"}, "Mit „99“ beginnt kein Gemeindeschlüssel."),
        ({"land": "XX"}, "ein Kürzel wie MV oder SH"),
        ({"ags": "13003000", "land": "SH"}, "gehört zum Land MV, nicht zu SH"),
        ({"email": "stadt"}, "eine E-Mail-Adresse"),
        ({"phone": "ruf an"}, "eine Telefonnummer aus Ziffern"),
        ({"postal_code": "1805"}, "eine Postleitzahl mit 5 Ziffern"),
        ({"accent": "blau"}, "eine Farbe wie #00566b"),
        ({"accent": "#ffcc00"}, "Die Farbe #ffcc00 ist auf weißem Grund schlecht zu lesen (Kontrast 1,4, nötig 4,5)."),
        ({"accent_dark": "#00566b"}, "auf dunklem Grund schlecht zu lesen"),
        ({"bbox": "groß"}, "vier Zahlen in Grad"),
        ({"bbox": [1, 2, 3]}, "vier Zahlen in Grad"),
        ({"bbox": [12, 54, 11, 55]}, "Die Reihenfolge ist West, Süd, Ost, Nord"),
        ({"bbox": [12, 54, 12, 55]}, "Die Reihenfolge ist West, Süd, Ost, Nord"),
        ({"bbox": [float("nan"), 54, 12, 55]}, "vier Zahlen in Grad"),
        ({"responsible": ["Amt"]}, "Feld „responsible“: Erwartet wird ein Text."),
    ],
)
def test_a_bad_field_is_named_with_its_reason(fields: dict[str, object], sentence: str) -> None:
    found = refused(**fields)
    assert len(found) == 1
    assert sentence in found[0]


def test_every_bad_field_is_named() -> None:
    assert len(refused(name="", email="x", phone="y", postal_code="z", accent="w", unsinn=1)) == 6


def test_the_readable_colour_that_is_proposed_is_accepted() -> None:
    proposed = refused(accent="#ffcc00")[0].removesuffix(".")[-7:]
    assert entries.profile({**GOOD, "accent": proposed}).accent == proposed


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["de", "en", "x"]), inner),
    max_leaves=6,
)
profile_fields = st.sampled_from(["name", "claim", "ags", "land", "accent", "bbox", "vat_id", "x"])


@given(st.dictionaries(profile_fields, json_values))
def test_any_fields_are_a_profile_or_sentences(data: dict[str, object]) -> None:
    try:
        profile = entries.profile(data)
    except BadFile:
        return
    assert profile.name


def test_themes_keep_their_order_and_make_their_slugs() -> None:
    found = entries.themes([{"name": "Verkehr & Mobilität"}, {"name": {"de": "Grün", "en": "Green"}, "slug": "parks"}])
    assert [(theme.slug, theme.position) for theme in found] == [("verkehr-mobilitaet", 1), ("parks", 2)]
    assert found[1].name == {"de": "Grün", "en": "Green"}


def test_every_bad_theme_is_named() -> None:
    bad: list[object] = [
        {"name": "Verkehr"},
        {"name": {"en": "Traffic"}},
        "Umwelt",
        {"name": "VERKEHR"},
        {"name": "Grün", "slug": "Grün"},
        {"name": "???"},
        {"name": "Bauen", "beschreibung": "?"},
    ]
    with pytest.raises(BadFile) as refusal:
        entries.themes(bad)
    assert [problem.sentence for problem in refusal.value.problems] == [
        "Eintrag 2, Feld „name“: Die Angabe fehlt.",
        "Eintrag 3: Erwartet wird ein Objekt mit Feldern.",
        "Eintrag 4, Feld „slug“: „verkehr“ steht schon an Stelle 1.",
        "Eintrag 5, Feld „slug“: „Grün“ passt nicht. Erwartet wird ein Kürzel wie verkehr-mobilitaet.",
        "Eintrag 6, Feld „name“: Der Name enthält keinen Buchstaben und keine Ziffer.",
        "Eintrag 7, Feld „beschreibung“: Dieses Feld gibt es nicht.",
    ]


def test_every_bad_office_is_named() -> None:
    bad: list[object] = [
        {"name": "Bauamt", "email": "bauamt@", "phone": "keins", "keywords": "Bau"},
        {"name": "Bauamt", "keywords": [1]},
    ]
    with pytest.raises(BadFile) as refusal:
        entries.offices(bad)
    assert [problem.row for problem in refusal.value.problems] == [1, 1, 1, 2, 2]


@pytest.mark.parametrize("check", [entries.themes, entries.offices])
def test_an_empty_list_is_refused(check: object) -> None:
    assert callable(check)
    with pytest.raises(BadFile, match="Die Liste ist leer"):
        check([])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "Zeile 1, Zeichen 2: Hier ist die Datei kein gültiges JSON."),
        (b"[" * 100_000, "zu tief verschachtelt"),
        (b"9" * 5000, "zu lange Zahlen"),
        (b'{"a": 1}', "keine Liste unter „themes“"),
        (b"\xff\xfe\x00", "keine Textdatei"),
    ],
)
def test_broken_json_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(BadFile, match=sentence):
        reading.entries(content, "themes")


def test_a_profile_is_one_object() -> None:
    with pytest.raises(BadFile, match="kein JSON-Objekt"):
        reading.fields(b"[]")
