"""Open311 GeoReport v2, reading: services, definitions, requests, tokens, clause by clause of the specification.

The shape of each answer is held against the OpenAPI description of the specification, and against what servers of
other cities send.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import jsonschema_rs
import pytest
import yaml
from django.test import Client
from pytest_django.fixtures import SettingsWrapper

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import Publicity, Status
from smilecity.doors.api.open311 import callers
from tests.factories import AT, make_staff
from tests.factories_contributions import LAT, LON, make_office
from tests.factories_open311 import JURISDICTION, make_city, make_report
from tests.support.clock import Clock
from tests.support.reference import reference
from tests.support.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
ROOT = "/open311/v2"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch, settings: SettingsWrapper) -> None:
    monkeypatch.setattr("smilecity.ground.clock.now", Clock(AT).now)
    settings.OPEN311_JURISDICTION = JURISDICTION
    callers.forget()


@pytest.fixture
def call() -> UUID:
    return make_city()
