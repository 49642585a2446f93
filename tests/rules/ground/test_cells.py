"""Points of a map in groups: none is lost, none counts twice."""

from hypothesis import given
from hypothesis import strategies as st

from smilecity.ground import cells

BOX = (11.9, 54.0, 12.3, 54.3)
POINTS = st.lists(st.tuples(st.floats(11.9, 12.3), st.floats(54.0, 54.3)), max_size=60)
ZOOMS = st.floats(0, 22)


@given(POINTS, ZOOMS)
def test_every_point_lies_in_one_group(points: list[tuple[float, float]], zoom: float) -> None:
    numbered = [(number, lon, lat) for number, (lon, lat) in enumerate(points, 1)]
    size = cells.cell(BOX, zoom)
    groups = cells.grouped(numbered, size, named=True)
    for found in (groups, cells.joined(groups, size, named=True)):
        assert sum(group.size for group in found) == len(points)
        named = [number for group in found for number in group.numbers or ()]
        assert len(named) == len(set(named))


@given(POINTS, ZOOMS)
def test_one_alone_is_named_however_far_away(points: list[tuple[float, float]], zoom: float) -> None:
    numbered = [(number, lon, lat) for number, (lon, lat) in enumerate(points, 1)]
    groups = cells.grouped(numbered, cells.cell(BOX, zoom), named=False)
    assert all((group.numbers is not None) == (group.size == 1) for group in groups)
