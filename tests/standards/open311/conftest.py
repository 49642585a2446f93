"""What tests of Open311 share: the day on which they run, a city that takes reports, and the specification."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # this file is read before Django stands
    from pathlib import Path
    from uuid import UUID

    from pytest_django import Settings

    from tests.support.open311 import Specification


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Our clock stands at AT, the city has its jurisdiction, and no caller was seen before."""
    from smilecity.doors.api.open311 import callers
    from tests.factories import AT
    from tests.factories_open311 import JURISDICTION
    from tests.support.clock import Clock

    monkeypatch.setattr("smilecity.ground.clock.now", Clock(AT).now)
    settings.OPEN311_JURISDICTION = JURISDICTION
    callers.forget()


@pytest.fixture
def call() -> UUID:
    """The call of a city with categories that takes reports."""
    from tests.factories_open311 import make_city

    return make_city()


@pytest.fixture
def specification(reference_data: Path) -> Specification:
    """The shapes that the specification gives."""
    from tests.support.open311 import Specification

    return Specification(reference_data)
