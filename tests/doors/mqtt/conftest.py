"""What tests of the MQTT door share: real brokers, with a bridge that knows the first of them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # this file is read before Django stands
    from tests.support.broker import Mosquitto

NewBroker = Callable[..., "Mosquitto"]


@pytest.fixture
def new_broker(tmp_path: Path) -> Generator[NewBroker]:
    """Start brokers that end with the test; words are lines of their configuration."""
    from tests.support.broker import Mosquitto

    with ExitStack() as stack:

        def start(*more: str, autosave: int = 1) -> Mosquitto:
            folder = tmp_path / f"broker-{len(list(tmp_path.glob('broker-*')))}"
            folder.mkdir()
            broker = Mosquitto(folder, more or ("allow_anonymous true",), autosave)
            broker.start()
            stack.callback(broker.stop)
            return broker

        yield start


@pytest.fixture
def broker(new_broker: NewBroker) -> Mosquitto:
    """A broker that lets everybody in."""
    return new_broker()
