"""What tests of this room share: a survey that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # this file is read before Django stands
    from tests.factories import Made


@pytest.fixture
def survey(db: None) -> Made:
    """A survey that is open, with a question of every kind."""
    from tests.factories import make_survey

    return make_survey(open=True)
