"""Mosquitto as docs/operations/mqtt.md sets it up: who may publish and read what, with passwords and with TLS."""

import json
import re
import subprocess
from functools import partial
from pathlib import Path

import pytest
from pytest_django import Settings

from smilecity.doors.mqtt.broker import read_broker
from smilecity.people.keys import actions as keys
from smilecity.people.keys.rules import Scope
from smilecity.sense.things.models import Datastream, Observation
from smilecity.sense.things.rules.words import Access
from tests.doors.mqtt.conftest import NewBroker
from tests.factories_sense import AT, make_datastream, make_party, make_thing
from tests.support.bridge import NAME, running
from tests.support.broker import Listener, Mosquitto, program
from tests.support.processes import until
from tests.support.programs import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = (ROOT / "docs/operations/mqtt.md").read_text()
PASSWORD = "correct horse"


def block(beginning: str) -> str:
    """A block of the page, by how it begins."""
    blocks = (found[1] for found in re.finditer(r"```\w*\n(.*?)```", PAGE, re.DOTALL))
    return next(text for text in blocks if text.startswith(beginning))


@pytest.fixture
def series() -> Datastream:
    hidden = make_datastream(thing=make_thing(at=(12.09, 54.18)), access=Access.INTERNAL, owner=make_party("Hafen"))
    return Datastream.objects.get(pk=hidden.pk)


@pytest.fixture
def key(series: Datastream) -> str:
    assert series.owner_id
    made = keys.make_key(party=series.owner_id, label="Pegel", scopes={Scope.OBSERVE}, by=None, at=AT)
    return str(made.id)


@pytest.fixture
def guarded(new_broker: NewBroker, tmp_path: Path, key: str) -> Mosquitto:
    """The broker of the page, with its users."""
    acl, passwords = tmp_path / "acl", tmp_path / "passwords"
    acl.write_text(block("# Everybody reads"))
    passwords.touch(mode=0o600)
    for user in ("smilecity", "gateway", "nobody", key):
        subprocess.run([program("mosquitto_passwd"), "-b", str(passwords), user, PASSWORD], check=True)
    return new_broker("allow_anonymous true", f"password_file {passwords}", f"acl_file {acl}")


def as_user(user: str) -> list[str]:
    return ["-u", user, "-P", PASSWORD] if user else []


def hears(listener: Listener, words: str) -> bool:
    return any(words in said.replace(" ", "") for _, said in listener.heard)


def settle(settings: Settings, url: str, home: Path) -> None:
    settings.MQTT_URL, settings.MQTT_CLIENT, settings.HOME, settings.MQTT_INTERNAL = url, NAME, home, True


def test_strangers_hear_what_is_public_and_nothing_else(
    guarded: Mosquitto, settings: Settings, tmp_path: Path, series: Datastream, key: str
) -> None:
    url = guarded.url.replace("//", f"//smilecity:{PASSWORD.replace(' ', '%20')}@")
    settle(settings, url, tmp_path)
    shown = make_datastream(thing=make_thing(at=(12.09, 54.18)))
    whisper, aloud = f"v1.1/Datastreams({series.pk})/Observations", f"v1.1/Datastreams({shown.pk})/Observations"
    listens = f" {NAME} 1 $SYS/broker/log/M/subscribe"
    with (
        running(read_broker(url), ready=lambda: listens in guarded.log),
        guarded.listening("#", "keys/#", "internal/#", "refused/#", "$SYS/#", "v1.1/#") as stranger,
        guarded.listening("keys/#", "internal/#", "v1.1/#", more=as_user("nobody")) as other_user,
        guarded.listening(f"refused/keys/{key}/v1.1/#", more=as_user(key)) as partner,
    ):
        guarded.publish(f"keys/{key}/{whisper}", '{"result": 666}', "nonsense", more=as_user(key))
        guarded.publish(f"internal/{whisper}", '{"result": 667}', more=as_user("gateway"))
        guarded.publish(aloud, '{"result": 1}', more=as_user("gateway"))
        until(lambda: Observation.objects.count() == 2)
        assert json.loads(partner.wait(1)[0][1])["code"] == 400
        for heard in (stranger, other_user):
            until(partial(hears, heard, '"result":1'))
            assert all(topic.startswith("v1.1/") for topic, _ in heard.heard)
            assert '"result":66' not in "".join(said for _, said in heard.heard).replace(" ", "")
    assert set(Observation.objects.values_list("result_number", flat=True)) == {666, 1}


@pytest.mark.parametrize(
    ("user", "topic"),
    [
        ("", "v1.1/Observations"),
        ("", "keys/{key}/v1.1/Observations"),
        ("nobody", "v1.1/Observations"),
        ("nobody", "keys/{key}/v1.1/Observations"),
        ("nobody", "internal/v1.1/Observations"),
        ("gateway", "keys/{key}/v1.1/Observations"),
        ("gateway", "internal/v1.1/Observations"),
    ],
)
def test_nobody_publishes_where_it_is_not_theirs(guarded: Mosquitto, user: str, topic: str, key: str) -> None:
    with guarded.listening("keys/#", "internal/#", "v1.1/#", more=as_user("smilecity")) as bridge:
        guarded.publish(topic.format(key=key), "{}", more=as_user(user))
        guarded.publish("v1.1/end", "{}", more=as_user("gateway"))
        assert bridge.wait(1) == [("v1.1/end", "{}")]


def test_a_wrong_password_opens_nothing(guarded: Mosquitto) -> None:
    refused = guarded.publish_whole("v1.1/Observations", b"{}", "-u", "gateway", "-P", "wrong")
    assert refused.returncode != 0


def test_the_bridge_speaks_tls_and_shows_its_certificate(
    new_broker: NewBroker, settings: Settings, tmp_path: Path
) -> None:
    certificate, secret = tmp_path / "broker.pem", tmp_path / "broker.key"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = ["-newkey", "rsa:2048", "-nodes", "-keyout", str(secret), "-out", str(certificate), "-days", "2"]
    subprocess.run(["openssl", "req", "-x509", *made, *subject], check=True, capture_output=True)
    files = {"cafile": certificate, "certfile": certificate, "keyfile": secret}
    secured = [f"{name} {path}" for name, path in files.items()]
    broker = new_broker("allow_anonymous true", *secured, "require_certificate true")
    url = broker.url.replace("mqtt:", "mqtts:")
    settle(settings, url, tmp_path)
    us = read_broker(url, ca=str(certificate), certificate=str(certificate), key=str(secret))
    clients = ["--cafile", str(certificate), "--cert", str(certificate), "--key", str(secret)]
    stream = make_datastream(thing=make_thing(at=(12.09, 54.18)))
    with running(us, ready=lambda: f" {NAME} 1 $SYS/broker/log/M/subscribe" in broker.log):
        broker.publish(f"v1.1/Datastreams({stream.pk})/Observations", '{"result": 1}', more=clients)
        until(lambda: Observation.objects.count() == 1)
