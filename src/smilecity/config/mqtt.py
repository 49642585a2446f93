"""`smilecity mqtt`: the bridge between the broker and the database. Comes back by itself when either was away."""

import argparse
import signal
import sys
import threading

import django
from django.conf import settings
from django.db import connection

from smilecity.config import exposition


def mqtt(words: list[str]) -> int:
    """Run the bridge until stopped; return the exit code."""
    argparse.ArgumentParser(
        prog="smilecity mqtt", description="Take observations from a broker, tell it changes."
    ).parse_args(words)
    django.setup()
    if settings.MQTT_BROKER is None:
        print("MQTT_URL: expected the address of a broker, found nothing", file=sys.stderr)
        return 1
    from smilecity.doors.mqtt import bridge

    exposition.time_statements()
    exposition.serve_within("mqtt")
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    connection.close()
    return bridge.run(settings.MQTT_BROKER, stopped=stopped)
