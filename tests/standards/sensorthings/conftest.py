"""What tests of SensorThings share: the real server under a short name, and the brokers of the tests of MQTT."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.doors.mqtt.conftest import broker, new_broker  # noqa: F401 -- fixtures for the clauses on MQTT

if TYPE_CHECKING:  # this file is read before Django stands
    from tests.support.sensorthings import Server


@pytest.fixture(scope="session")
def server(sensorthings_server: Server) -> Server:
    """The service whose conformance is tested."""
    return sensorthings_server
