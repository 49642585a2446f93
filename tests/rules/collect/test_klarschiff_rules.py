"""A row of Klarschiff's open data, whatever stands in it, is read or refused with a sentence."""

from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.reports.rules import klarschiff
from smilecity.collect.reports.rules.klarschiff import BadLine

ROW: dict[str, Any] = {
    "latitude": 54.1,
    "longitude": 12.1,
    "nummer": 124715,
    "typ": "Problem",
    "hauptkategorie": "Müll",
    "unterkategorie": "Sperrmüll",
    "status": "offen",
    "erstellungsdatum": "2026/02/04",
}
CODES = {klarschiff.category_key("müll", " SPERRMÜLL "): "sperrmuell"}
SAID = st.text(max_size=30) | st.floats() | st.none()


def told(row: dict[str, Any]) -> str:
    """Return the code of the category, or why the row cannot be taken over."""
    try:
        return klarschiff.read(row, CODES, ZoneInfo("Europe/Berlin")).category
    except BadLine as bad:
        return str(bad)


@given(st.dictionaries(st.sampled_from(klarschiff.COLUMNS), SAID))
def test_any_row_is_read_or_refused_with_a_sentence(row: dict[str, Any]) -> None:
    said = told({**ROW, **row})
    assert said == "sperrmuell" or said.endswith(".")


@given(
    st.text(alphabet="Amt für[]:", max_size=20).map(str.strip), st.text(alphabet="GmbH& ", max_size=20).map(str.strip)
)
def test_office_and_third_party_come_back_as_they_went_out(office: str, third: str) -> None:
    assert klarschiff.agency(klarschiff.agency_of(office, third)) == (office, third) or "[" in office
