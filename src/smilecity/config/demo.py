"""`smilecity demo`: everything at once on this machine. Database, mailbox, worker and server all end with us."""

import argparse
import os
import secrets
import socket
import sys
import threading
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connections

from smilecity.config.database import own_or_named
from smilecity.config.serve import require_free
from smilecity.ground import clock, env
from smilecity.ground.processes import Child, Supervisor
from smilecity.ground.refusals import Refused

STAFF = "team@smile-city.example"
_SMTP, _MAILBOX, _MQTT = 1025, 8025, 1883


@dataclass(frozen=True, kw_only=True)
class _Ports:
    site: int
    smtp: int
    mailbox: int
    mqtt: int


@dataclass(frozen=True, kw_only=True)
class _SignIn:
    password: str
    secret: str
    api_key: str


def demo(words: list[str]) -> int:
    """Run the demo until it is stopped; return the exit code."""
    options = _parser().parse_args(words)
    if options.code:
        return _print_code()
    require_free("127.0.0.1", options.port)
    _set_environment(options.port)
    with own_or_named() as server:
        sign_in = _prepare()
        # Looked for only now, because setting up takes time in which others may take them.
        ports = _Ports(site=options.port, smtp=_free(_SMTP), mailbox=_free(_MAILBOX), mqtt=_free(_MQTT))
        with Supervisor(give_up_after=5) as house:
            for child in _children(ports):
                house.start(child)
            threading.Thread(target=_announce, args=(ports, sign_in), daemon=True).start()
            return house.run(meanwhile=server.revive if server else None)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="smilecity demo", description="Run everything at once with a made-up city.")
    parser.add_argument("--port", type=int, default=env.number("PORT", 8000, least=1, most=65535))
    parser.add_argument("--code", action="store_true", help="print the sign-in code of this half minute and end")
    return parser


def _free(wanted: int) -> int:
    """Return the wanted port, or any other that is free."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no port is free")


def _set_environment(port: int) -> None:
    os.environ |= {"SMILECITY_DEMO": "1", "PORT": str(port)}
    os.environ.setdefault("SMILECITY_BASE_URL", f"http://127.0.0.1:{port}")
    # Children are bound to us by the supervisor, not by this wish of whoever started us.
    os.environ.pop("SMILECITY_DIE_WITH_PARENT", None)


def _prepare() -> _SignIn:
    """Bring database and files up to date and make the sign-in of this run."""
    django.setup()
    from smilecity.config import migrating, ready
    from smilecity.demo.staff import make_staff

    if missing := ready.missing_translations() or ready.missing_assets():
        sys.exit(missing)
    if ready.missing_migrations():
        _say("Ich richte die Datenbank ein ...")
        migrating.apply_all()
    if ready.stale_static():
        _say("Ich lege die Dateien für den Browser bereit ...")
        ready.collect_static()
    _say("Ich sehe nach der Beispielstadt ...")
    call_command("demo_data")
    password = env.text("DEMO_PASSWORD") or secrets.token_urlsafe(9)
    secret = make_staff(email=STAFF, password=password, at=clock.now())
    api_key = _open_senses()
    connections.close_all()
    return _SignIn(password=password, secret=secret, api_key=api_key)


def _open_senses() -> str:
    """Make the key of this run with which programs may send values to what is made up."""
    from smilecity.demo import load, senses

    given, at = env.text("DEMO_API_KEY"), clock.now()
    api_key = given or f"sc_{secrets.token_urlsafe(18)}"
    try:
        senses.open_with(api_key, lasts=bool(given), by=load.editor(at), at=at)
    except Refused as refusal:
        sys.exit(f"DEMO_API_KEY: {refusal}")
    return api_key


def _children(ports: _Ports) -> list[Child]:
    program, surroundings = [sys.executable, "-m", "smilecity"], _surroundings(ports)
    mailbox = [sys.executable, "-m", "smilecity.demo.mailbox"]
    mailbox += ["--smtp-port", str(ports.smtp), "--http-port", str(ports.mailbox), "--home", str(_home())]
    broker = [sys.executable, "-m", "smilecity.demo.broker", "--port", str(ports.mqtt)]
    return [
        Child(name="Briefkasten", argv=mailbox),
        Child(name="MQTT-Broker", argv=broker),
        Child(name="Hintergrundarbeit", argv=[*program, "worker"], env=surroundings),
        Child(name="MQTT-Brücke", argv=[*program, "mqtt"], env=surroundings),
        Child(name="Messstellen", argv=[*program, "demo_senses"], env=surroundings),
        Child(name="Server", argv=[*program, "serve"], env=surroundings),
    ]


def _surroundings(ports: _Ports) -> dict[str, str]:
    """Return what our own programs have to know of each other. The broker here knows neither TLS nor MQTT 5."""
    ours = {"EMAIL_URL": f"smtp://127.0.0.1:{ports.smtp}", "MQTT_URL": f"mqtt://127.0.0.1:{ports.mqtt}?version=3.1.1"}
    return ours | dict.fromkeys(("MQTT_CA", "MQTT_CERT", "MQTT_KEY", "MQTT_INTERNAL"), "")


def _home() -> Path:
    return env.folder("SMILECITY_HOME", "var")


def _announce(ports: _Ports, sign_in: _SignIn) -> None:
    """Say where everything is once the site answers."""
    from smilecity.demo.contributions import RESIDENT
    from smilecity.demo.outside import STREETS
    from smilecity.demo.town_hall import AN_OFFICE, HEAD, MODERATION

    address = f"http://127.0.0.1:{ports.site}"
    while not _answers(address):
        time.sleep(0.1)
    _say(f"""
  Smile City       {address}
  Postfach         http://127.0.0.1:{ports.mailbox}   (alle E-Mails der Demo landen hier)
  MQTT             mqtt://127.0.0.1:{ports.mqtt}   (nur von diesem Rechner aus, nur öffentliche Daten)
  Messwerte        {address}/sensorthings/v1.1
    Schlüssel      {sign_in.api_key}   (schreibt zu den Messstellen der Demo, nur für diesen Start)
  Team             {address}/desk/
    E-Mail         {STAFF}
    Passwort       {sign_in.password}
    Zweiter Faktor {sign_in.secret}   (TOTP, nur für diesen Start)
    Code jetzt     {_code(sign_in.secret)}   (später: smilecity demo --code)
  Mit demselben Passwort, Beschäftigte auch mit demselben Code:
    Moderation     {MODERATION}
    Stelle         {AN_OFFICE}   (jede Stelle hat so eine Adresse)
    Leitung        {HEAD}
    Außendienst    {STREETS}   ({address}/einsatz/)
    Einwohnerin    {RESIDENT}   (ohne Code)

  Beenden: Strg-C
""")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as page:  # noqa: S310 -- our own address
            return bool(page.status == 200)
    except OSError:
        return False


def _code(secret: str) -> str:
    from smilecity.demo.staff import current_code

    return current_code(secret)


def _print_code() -> int:
    with own_or_named():
        django.setup()
        from smilecity.demo.staff import current_code, kept_secret

        _say(current_code(kept_secret(email=STAFF)))
    return 0


def _say(text: str) -> None:
    print(text, flush=True)
