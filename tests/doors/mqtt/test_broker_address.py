"""The address of the broker: what it may say, and that a wrong one is refused without telling its password."""

import pytest

from smilecity.doors.mqtt.broker import Broker, WrongBroker, read_broker
from tests.support.programs import run


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "version"),
    [
        ("mqtt://127.0.0.1", "127.0.0.1", 1883, False, 5),
        ("mqtts://broker.example", "broker.example", 8883, True, 5),
        ("mqtt://[::1]:1884", "::1", 1884, False, 5),
        ("mqtt://broker.example/?version=3.1.1", "broker.example", 1883, False, 4),
        ("mqtt://broker.example?version=5", "broker.example", 1883, False, 5),
    ],
)
def test_an_address_says_where_and_how(url: str, host: str, port: int, tls: bool, version: int) -> None:
    found = read_broker(url)
    assert (found.host, found.port, found.tls, found.version) == (host, port, tls, version)


def test_user_and_password_may_hold_any_letter() -> None:
    found = read_broker("mqtts://gr%C3%BCn:p%40ss%2F@broker.example")
    assert (found.user, found.password) == ("grün", "p@ss/")


@pytest.mark.parametrize(
    "url",
    [
        "broker.example",
        "http://user:hidden@broker.example",
        "mqtt://user:hidden@broker.example:port",
        "mqtt://user:hidden@",
        "mqtt://user:hidden@broker.example/topic",
        "mqtt://user:hidden@broker.example?clean=1",
        "mqtt://user:hidden@[::1",
    ],
)
def test_a_wrong_address_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(WrongBroker) as refusal:
        read_broker(url)
    assert "hidden" not in str(refusal.value)


@pytest.mark.parametrize("files", [{"certificate": "a.pem"}, {"key": "a.key"}])
def test_a_certificate_comes_with_its_key(files: dict[str, str]) -> None:
    with pytest.raises(WrongBroker, match="MQTT_CERT and MQTT_KEY"):
        read_broker("mqtts://broker.example", **files)


def test_certificates_without_tls_are_a_mistake() -> None:
    with pytest.raises(WrongBroker, match="mqtts"):
        read_broker("mqtt://broker.example", ca="ca.pem")


def test_a_broker_that_is_shown_does_not_show_its_password() -> None:
    assert "hidden" not in repr(Broker(host="h", port=1, tls=False, password="hidden"))


@pytest.mark.django_db(transaction=True)
def test_the_setting_is_named_when_it_is_wrong() -> None:
    done = run("check", MQTT_URL="mqtt://user:hidden@broker.example:port")
    assert done.returncode == 1
    assert done.stderr.startswith("MQTT_URL: expected mqtt://")
    assert "hidden" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db(transaction=True)
def test_the_bridge_says_when_no_broker_is_named() -> None:
    done = run("mqtt", MQTT_URL="")
    assert done.returncode == 1
    assert done.stderr.startswith("MQTT_URL: ")
