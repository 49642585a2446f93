"""From a table of population figures to checked figures; totals and other municipalities are left out.

In: a `reading.Table` with columns in German or English. Out: figures, or BadFile with a sentence for every bad row.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from smilecity.city.problems import Problems, bad_file
from smilecity.city.reading import Row, Table
from smilecity.city.rules import ANY_AGE, POPULATION_SEXES, AgeGroup, Sex, parse_age_group, parse_sex

T = TypeVar("T")

_COLUMNS = {
    "year": ("jahr", "year", "stichtag", "berichtsjahr"),
    "ags": ("ags", "ags5", "ags8", "gemeindeschlüssel", "schlüssel"),
    "district": ("ortsteil", "ortsteilcode", "ortsteilname", "stadtteil", "bezirk", "district", "districtcode"),
    "sex": ("geschlecht", "sex", "gender"),
    "ages": ("altersgruppe", "altersgruppen", "alter", "agegroup", "age"),
    "count": ("anzahl", "einwohner", "bevölkerung", "population", "count", "number"),
}
_SHOWN = {"year": "Jahr", "sex": "Geschlecht", "ages": "Altersgruppe", "count": "Anzahl"}
_TOTAL = frozenset({"insgesamt", "gesamt", "zusammen", "alle", "total", "all", "gesamtstadt", "stadt insgesamt"})
_YEAR = re.compile(r"(?:31\.12\.)?((?:19|20|21)[0-9]{2})(?:-12-31)?")
_WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(?:[. \xa0\u202f][0-9]{3})+")
_UNKNOWN = frozenset({".", "/", "x", "...", "…"})
MOST = 100_000_000


@dataclass(frozen=True)
class Figure:
    """How many people of one sex and age group lived in a district (None: in the whole city) at the end of a year."""

    year: int
    district: str | None
    sex: Sex
    ages: AgeGroup
    count: int


@dataclass(frozen=True)
class Figures:
    """The figures of a file, and how many of its rows were totals or told of another municipality."""

    figures: list[Figure]
    skipped: int


class _Wrong(ValueError):
    """A cell that cannot be read; the message is a German sentence."""


def population(table: Table, *, districts: Mapping[str, str], ags: str = "", year: int | None = None) -> Figures:
    """Return the checked figures.

    `districts`: code by name and by code, in small letters. `ags`: the municipality whose rows count, where the table
    tells of several. `year`: the year of a table that has no such column. Raises BadFile.
    """
    if year is not None and not _YEAR.fullmatch(str(year)):
        raise bad_file(f"{year} ist kein Jahr, für das es Zahlen geben kann.")
    columns = _columns(table.header, year)
    problems = Problems("Zeile")
    own = [row for row in table.rows if _is_own(row, table, columns, problems, ags)]
    _refuse_mixture(own, columns, ags)
    found: list[tuple[int, Figure]] = []
    for row in own:
        figure = _figure(row, columns, table, districts, year, problems)
        if figure is not None:
            found.append((row.line, figure))
    kept = _without_sums(found)
    _refuse_overlap(kept, problems)
    problems.refuse()
    # Only now: where rows are bad, these would be mere consequences.
    _refuse_lopsided(kept)
    if not kept:
        raise bad_file(f"Die Datei enthält keine Zahlen{f' für den Gemeindeschlüssel {ags}' if ags else ''}.")
    return Figures([figure for _line, figure in kept], len(table.rows) - len(kept))


def _columns(header: tuple[str, ...], year: int | None) -> dict[str, int]:
    """Return the place of every column that is known; refuse a header that lacks one or has one twice."""
    plain = [re.sub(r"[\s_-]+", "", name.casefold()) for name in header]
    places = {key: [n for n, name in enumerate(plain) if name in names] for key, names in _COLUMNS.items()}
    twice = [header[found[1]] for found in places.values() if len(found) > 1]
    if twice:
        raise bad_file(f"Zeile 1: Die Spalte „{twice[0]}“ gibt es mehrfach oder unter zwei Namen.")
    missing = [shown for key, shown in _SHOWN.items() if not places[key] and not (key == "year" and year)]
    if missing:
        raise bad_file(
            f"Zeile 1: Es fehlt die Spalte {', '.join(f'„{name}“' for name in missing)}. "
            f"Gefunden wurden: {', '.join(f'„{name}“' for name in header)}."
        )
    return {key: found[0] for key, found in places.items() if found}


def _is_own(row: Row, table: Table, columns: Mapping[str, int], problems: Problems, ags: str) -> bool:
    """Say whether a row is complete and tells of the city; note it where it is not complete."""
    if len(row.cells) != len(table.header):
        sentence = f"Die Zeile hat {len(row.cells)} Spalten statt {len(table.header)}."
        problems.add(row.line, "", sentence)
        return False
    return "ags" not in columns or not ags or _municipality(row.cells[columns["ags"]]) == _municipality(ags)


def _municipality(key: str) -> str:
    """Return the key of the municipality, 8 digits.

    A key of 5 digits is that of a Kreis, which is a municipality only where the last three are 000; one of 12 digits
    (Regionalschlüssel) also names the Amt. Spreadsheets drop the leading zero.
    """
    if len(key) > 8:
        key = key.zfill(12)
        return key[:5] + key[9:]
    return key.zfill(5) + "000" if len(key) <= 5 else key.zfill(8)


def _refuse_mixture(rows: Iterable[Row], columns: Mapping[str, int], ags: str) -> None:
    if "ags" in columns and not ags:
        keys = sorted({row.cells[columns["ags"]] for row in rows})
        if len(keys) > 1:
            raise bad_file(
                f"Die Datei enthält Zahlen für {len(keys)} Gemeinden ({', '.join(keys[:3])} …). "
                "Bitte den Gemeindeschlüssel nennen (--ags)."
            )


def _figure(
    row: Row,
    columns: Mapping[str, int],
    table: Table,
    districts: Mapping[str, str],
    year: int | None,
    problems: Problems,
) -> Figure | None:
    """Return the figure in a row; None for a total over both sexes and for a row whose problems were noted."""

    def read(key: str, parse: Callable[[str], T]) -> T | None:
        place = columns[key]
        try:
            return parse(row.cells[place])
        except ValueError as error:
            problems.add(row.line, table.header[place], str(error))
            return None

    if row.cells[columns["sex"]].casefold() in _TOTAL:
        return None
    read_year = read("year", _year) if "year" in columns else year
    sex, ages, count = read("sex", _population_sex), read("ages", _ages), read("count", whole_number)
    district = read("district", lambda text: _district(text, districts)) if "district" in columns else _CITY
    if read_year is None or sex is None or ages is None or count is None or district is None:
        return None
    return Figure(read_year, district or None, sex, ages, count)


_CITY = ""


def _year(text: str) -> int:
    found = _YEAR.fullmatch(text)
    if not found:
        raise _Wrong(f"„{text}“ ist kein Jahr.")
    return int(found.group(1))


def _population_sex(text: str) -> Sex:
    sex = parse_sex(text)
    if sex not in POPULATION_SEXES:
        raise _Wrong(f"„{text}“ kommt in der Bevölkerungsstatistik nicht vor; sie kennt nur weiblich und männlich.")
    return sex


def _ages(text: str) -> AgeGroup:
    return ANY_AGE if text.casefold() in _TOTAL else parse_age_group(text)


def _district(text: str, districts: Mapping[str, str]) -> str:
    if not text or text.casefold() in _TOTAL:
        return _CITY
    if text.casefold() not in districts:
        raise _Wrong(f"Den Ortsteil „{text}“ gibt es nicht.")
    return districts[text.casefold()]


def whole_number(text: str) -> int:
    """Return a count, also with German thousands dots; "-" is the statisticians' sign for none. Raises ValueError."""
    if text in ("-", "–"):
        return 0
    if text.casefold() in _UNKNOWN:
        raise _Wrong(f"„{text}“ heißt in der Statistik: unbekannt oder geheim. Solche Zeilen bitte entfernen.")
    if not _WHOLE.fullmatch(text):
        raise _Wrong(f"„{text}“ ist keine ganze Zahl." if text else "Die Zahl fehlt.")
    number = int(re.sub("[^0-9]", "", text)) if len(text) < 20 else MOST + 1
    if number > MOST:
        raise _Wrong(f"„{text[:20]}“ ist für eine Einwohnerzahl zu groß.")
    return number


def _cell(figure: Figure) -> tuple[int, str | None, Sex]:
    return figure.year, figure.district, figure.sex


def _without_sums(found: list[tuple[int, Figure]]) -> list[tuple[int, Figure]]:
    """Drop totals over all ages where finer groups are told as well."""
    fine = {_cell(figure) for _line, figure in found if figure.ages != ANY_AGE}
    return [(line, figure) for line, figure in found if figure.ages != ANY_AGE or _cell(figure) not in fine]


def _refuse_overlap(found: Iterable[tuple[int, Figure]], problems: Problems) -> None:
    """Note rows whose ages an earlier row of the same year, district and sex counts already."""
    ordered = sorted(found, key=lambda pair: (str(_cell(pair[1])), pair[1].ages.lower, pair[1].ages.end, pair[0]))
    widest: tuple[int, Figure] | None = None
    for line, figure in ordered:
        if widest and _cell(widest[1]) == _cell(figure) and widest[1].ages.overlaps(figure.ages):
            first, second = sorted([(widest[0], widest[1].ages), (line, figure.ages)], key=lambda pair: pair[0])
            problems.add(second[0], "Altersgruppe", _overlap(second[1], first[0], first[1]))
        if not widest or _cell(widest[1]) != _cell(figure) or figure.ages.end > widest[1].ages.end:
            widest = (line, figure)


def _overlap(ages: AgeGroup, line: int, others: AgeGroup) -> str:
    if ages == others:
        return f"„{ages.label()}“ steht für dasselbe Jahr, denselben Ort und dasselbe Geschlecht schon in Zeile {line}."
    return f"„{ages.label()}“ überschneidet sich mit „{others.label()}“ in Zeile {line}."


def _refuse_lopsided(found: Iterable[tuple[int, Figure]]) -> None:
    """Refuse a file that tells of one sex what it does not tell of the other: its shares would mislead."""
    groups: defaultdict[tuple[int, str], dict[Sex, set[AgeGroup]]] = defaultdict(lambda: defaultdict(set))
    for _line, figure in found:
        groups[figure.year, figure.district or "ganze Stadt"][figure.sex].add(figure.ages)
    problems = Problems("Zeile")
    for (year, place), by_sex in groups.items():
        odd = by_sex[Sex.FEMALE] ^ by_sex[Sex.MALE]
        if odd:
            names = ", ".join(f"„{ages.label()}“" for ages in sorted(odd, key=lambda ages: ages.lower))
            problems.add(0, "", f"{year}, {place}: Nur für ein Geschlecht genannt: {names}.")
    problems.refuse()
