"""What tests of the desk share: a clock that stands at the hour of the factories."""

import pytest

from tests.support.clock import Clock


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands at the hour of the factories until a test moves it."""
    from smilecity.ground import clock
    from tests.factories import AT

    standing = Clock(AT)
    monkeypatch.setattr(clock, "now", standing.now)
    return standing
