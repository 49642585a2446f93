"""What tests of the public door share: a clock that stands at the hour of the factories, and a survey that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.clock import Clock

if TYPE_CHECKING:  # this file is read before Django stands
    from tests.factories import Made


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands at the hour of the factories until a test moves it."""
    from smilecity.ground import clock
    from tests.factories import AT

    standing = Clock(AT)
    monkeypatch.setattr(clock, "now", standing.now)
    return standing


@pytest.fixture
def survey(db: None, time: Clock) -> Made:
    """A survey that is open, with a question of every kind."""
    from tests.factories import make_survey

    return make_survey(open=True)
