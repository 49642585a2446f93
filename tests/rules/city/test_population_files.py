"""Population figures from CSV: every spelling a town hall may have, and a sentence for every bad row."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.city import figures, reading
from smilecity.city.problems import BadFile
from smilecity.city.rules import ANY_AGE, AgeGroup, Sex

DISTRICTS = {"nord": "n", "n": "n", "süd": "s", "s": "s"}
GOOD = "Jahr;Geschlecht;Altersgruppe;Anzahl\n2020;w;unter 18 Jahre;10\n2020;m;unter 18 Jahre;12\n"


def read(text: str | bytes, **how: object) -> figures.Figures:
    content = text if isinstance(text, bytes) else text.encode()
    return figures.population(reading.table(content), **{"districts": DISTRICTS, **how})  # type: ignore[arg-type] # any option of the function


def sentences(text: str | bytes, **how: object) -> list[str]:
    with pytest.raises(BadFile) as refused:
        read(text, **how)
    return [problem.sentence for problem in refused.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_usual_spelling_of_csv_is_read(encoding: str, delimiter: str, newline: str) -> None:
    text = 'Jahr;Geschlecht;Altersgruppe;Anzahl\n2020;"weiblich";"75 Jahre und mehr";5\n\n2020;männlich;75+;4\n'
    found = read(text.replace(";", delimiter).replace("\n", newline).encode(encoding))
    assert found.figures == [
        figures.Figure(2020, None, Sex.FEMALE, AgeGroup(75, None), 5),
        figures.Figure(2020, None, Sex.MALE, AgeGroup(75, None), 4),
    ]


@pytest.mark.parametrize(
    "header",
    [
        "Jahr;Geschlecht;Altersgruppe;Anzahl",
        "year;sex;age_group;population",
        "YEAR;Gender;Age Group;count",
        "Stichtag;geschlecht;Alter;Einwohner",
    ],
)
def test_columns_have_german_and_english_names(header: str) -> None:
    assert len(read(GOOD.replace("Jahr;Geschlecht;Altersgruppe;Anzahl", header)).figures) == 2


def test_columns_stand_in_any_order_beside_unknown_ones() -> None:
    text = "Quelle;Anzahl;Geschlecht;Jahr;Altersgruppe\nx;7;w;2020;18+\nx;8;m;2020;18+\n"
    assert [figure.count for figure in read(text).figures] == [7, 8]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("-", 0),
        ("–", 0),
        ("12", 12),
        ("1.234", 1234),
        ("1.234.567", 1234567),
        ("12 345", 12345),
        ("12\N{NO-BREAK SPACE}345", 12345),
        ("12\N{NARROW NO-BREAK SPACE}345", 12345),
        ("100.000.000", 100_000_000),
    ],
)
def test_numbers_are_written_as_statisticians_write_them(text: str, number: int) -> None:
    assert figures.whole_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "1,5", "1.23", "1.2345", "-3", "1,234", "viele", "²", "1e5", "9" * 5000, ".", "/", "x"]
)
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S+ \S+.*\.$"):
        figures.whole_number(text)


@given(st.integers(0, 100_000_000))
def test_german_thousands_dots_never_change_a_number(number: int) -> None:
    assert figures.whole_number(f"{number:,}".replace(",", ".")) == number


def test_an_empty_district_is_the_whole_city_and_a_district_is_known_by_name_or_code() -> None:
    rows = [f"2020;{district};{sex};18+;1" for district in ("", "Gesamtstadt", "Süd", "n") for sex in ("w", "m")]
    del rows[2:4]
    found = read("Jahr;Ortsteil;Geschlecht;Altersgruppe;Anzahl\n" + "\n".join(rows))
    assert {figure.district for figure in found.figures} == {None, "s", "n"}


BAD = (
    "Jahr;Ortsteil;Geschlecht;Altersgruppe;Anzahl\n"
    "2020;;weiblich;unter 18 Jahre;10\n"
    "zwanzig;;weiblich;18 bis 24 Jahre;10\n"
    "2020;Ost;weiblich;25 bis 34 Jahre;10\n"
    "2020;;divers;35 bis 44 Jahre;10\n"
    "2020;;links;35 bis 44 Jahre;10\n"
    "2020;;weiblich;mittelalt;10\n"
    "2020;;weiblich;45 bis 54 Jahre;viele\n"
    "2020;;weiblich;55 bis 64 Jahre\n"
    "2020;;weiblich;unter 18 Jahre;10\n"
    "2020;;weiblich;15 bis 20 Jahre;10\n"
    "1066;Ost;gelb;grün;blau\n"
)
SAID = [
    "Zeile 3, Spalte „Jahr“: „zwanzig“ ist kein Jahr.",
    "Zeile 4, Spalte „Ortsteil“: Den Ortsteil „Ost“ gibt es nicht.",
    (
        "Zeile 5, Spalte „Geschlecht“: „divers“ kommt in der Bevölkerungsstatistik nicht vor; sie kennt nur "
        "weiblich und männlich."
    ),
    "Zeile 6, Spalte „Geschlecht“: „links“ ist kein Geschlecht. Erwartet wird „weiblich“ oder „männlich“.",
    (
        "Zeile 7, Spalte „Altersgruppe“: „mittelalt“ ist keine Altersgruppe. Erwartet wird etwa „18 bis unter 25 "
        "Jahre“ oder „75 Jahre und mehr“."
    ),
    "Zeile 8, Spalte „Anzahl“: „viele“ ist keine ganze Zahl.",
    "Zeile 9: Die Zeile hat 4 Spalten statt 5.",
    (
        "Zeile 10, Spalte „Altersgruppe“: „unter 18 Jahre“ steht für dasselbe Jahr, denselben Ort und dasselbe "
        "Geschlecht schon in Zeile 2."
    ),
    "Zeile 11, Spalte „Altersgruppe“: „15 bis 20 Jahre“ überschneidet sich mit „unter 18 Jahre“ in Zeile 2.",
    "Zeile 12, Spalte „Jahr“: „1066“ ist kein Jahr.",
    "Zeile 12, Spalte „Geschlecht“: „gelb“ ist kein Geschlecht. Erwartet wird „weiblich“ oder „männlich“.",
    (
        "Zeile 12, Spalte „Altersgruppe“: „grün“ ist keine Altersgruppe. Erwartet wird etwa „18 bis unter "
        "25 Jahre“ oder „75 Jahre und mehr“."
    ),
    "Zeile 12, Spalte „Anzahl“: „blau“ ist keine ganze Zahl.",
    "Zeile 12, Spalte „Ortsteil“: Den Ortsteil „Ost“ gibt es nicht.",
]


def test_every_bad_row_is_named_with_row_and_column() -> None:
    assert sentences(BAD) == SAID


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "Die Datei ist leer."),
        (b"\n\n;;\n", "Die Datei ist leer."),
        (b"\x89PNG\r\n\x1a\n\0\0", "keine Textdatei"),
        (b"Jahr;\x81\n", "keine Textdatei"),
        ('Jahr;"Geschlecht\n2020;w\n', "Anführungszeichen"),
        ("Jahr;Geschlecht;Altersgruppe;Anzahl\n", "keine Zahlen"),
        ("Jahr;Geschlecht;Anzahl\n2020;w;3\n", "Es fehlt die Spalte „Altersgruppe“. Gefunden wurden: „Jahr“"),
        ("Jahr;Year;Geschlecht;Altersgruppe;Anzahl\n", "„Year“ gibt es mehrfach"),
        (GOOD.replace("2020;m;unter 18 Jahre;12\n", ""), "2020, ganze Stadt: Nur für ein Geschlecht genannt"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_refused_in_one_sentence(text: str | bytes, sentence: str) -> None:
    (found,) = sentences(text)
    assert sentence in found


def test_totals_are_left_out_and_counted() -> None:
    text = GOOD + "2020;insgesamt;unter 18 Jahre;22\n2020;w;Insgesamt;10\n2020;m;insgesamt;12\n"
    found = read(text)
    assert (len(found.figures), found.skipped) == (2, 3)


def test_totals_over_all_ages_count_where_nothing_finer_is_told() -> None:
    found = read("Jahr;Geschlecht;Altersgruppe;Anzahl\n2020;w;Insgesamt;10\n2020;m;Insgesamt;12\n")
    assert {figure.ages for figure in found.figures} == {ANY_AGE}


def test_a_table_without_years_is_told_its_year() -> None:
    text = "Geschlecht;Altersgruppe;Anzahl\nw;18+;1\nm;18+;2\n"
    assert {figure.year for figure in read(text, year=2023).figures} == {2023}
    assert "„Jahr“" in sentences(text)[0]
    assert sentences(text, year=20233) == ["20233 ist kein Jahr, für das es Zahlen geben kann."]


@pytest.mark.parametrize("year", ["2020", "31.12.2020", "2020-12-31"])
def test_a_year_may_be_its_last_day(year: str) -> None:
    assert {figure.year for figure in read(GOOD.replace("2020", year)).figures} == {2020}


MANY = "ags;Jahr;Geschlecht;Altersgruppe;Anzahl\n" + "".join(
    f"{ags};2020;{sex};18+;{count}\n"
    for ags, count in (("01002", 1), ("13003", 2), ("13072", 3), ("13072074", 4))
    for sex in ("w", "m")
)


@pytest.mark.parametrize(
    ("ags", "count"),
    [("13003", 2), ("13003000", 2), ("130030000000", 2), ("1002", 1), ("01002000", 1), ("13072074", 4)],
)
def test_one_municipality_is_chosen_by_its_key(ags: str, count: int) -> None:
    assert [figure.count for figure in read(MANY, ags=ags).figures] == [count, count]


def test_rows_of_other_municipalities_need_not_be_right() -> None:
    assert len(read(MANY.replace("01002;2020;w", "01002;nie;grün"), ags="13003").figures) == 2


def test_without_a_key_a_table_of_several_municipalities_is_refused() -> None:
    assert "Zahlen für 4 Gemeinden" in sentences(MANY)[0]
    assert sentences(MANY, ags="09162000") == ["Die Datei enthält keine Zahlen für den Gemeindeschlüssel 09162000."]


def test_cells_that_harm_a_terminal_are_shown_harmlessly() -> None:
    (found,) = sentences(GOOD.replace("2020;w", "\x1b[31m" + "9" * 1000 + ";w"))
    assert found.isprintable()
    assert len(found) <= 400


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_a_sentence(content: bytes) -> None:
    with suppress(BadFile):
        assert read(content).figures


cells = st.sampled_from(
    ["", "2020", "w", "m", "18+", "unter 18 Jahre", "Nord", "insgesamt", "-", "3.000", "x", '"', "ä"]
)


@given(st.lists(st.lists(cells, min_size=4, max_size=6), max_size=12))
def test_any_rows_are_figures_or_sentences(rows: list[list[str]]) -> None:
    text = "Jahr;Ortsteil;Geschlecht;Altersgruppe;Anzahl\n" + "\n".join(";".join(row) for row in rows)
    try:
        found = read(text)
    except BadFile:
        return
    assert 0 < len(found.figures) + found.skipped <= len(rows)
