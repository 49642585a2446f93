"""What tests of editors' pages share: the tree of pages."""

import pytest


@pytest.fixture(autouse=True)
def planted(db: None) -> None:
    """The first page and the place for news."""
    from smilecity.doors.web.pages import tree

    tree.plant()
