"""The command `smilecity`. In: the command line. Out: a database that runs, then the one part that was asked for.

Whatever is no command of its own (`smilecity city import ...`, `smilecity migrate`) is handed to Django.
"""

import os
import signal
import sys
from collections.abc import Callable

from smilecity.config.database import kept_alive, own_or_named
from smilecity.ground import env, postgres
from smilecity.ground.processes import die_with_parent

USAGE = """\
Smile City: an open platform with which a town hall runs its smart city.

    smilecity demo [--port PORT]   everything at once with a made-up Rostock: database, server, worker, mailbox
    smilecity serve                the server            (HOST, PORT, SMILECITY_WORKERS, SMILECITY_THREADS)
    smilecity worker               what runs beside it: mails, evaluations, tidying up
    smilecity mqtt                 the bridge to an MQTT broker (MQTT_URL): takes values, tells what changed
    smilecity check [--deploy]     are the settings right, is the database ready, could this be on the internet?
    smilecity migrate              bring the database up to date; the site may stay open
    smilecity backup FOLDER        database and media in one file, or - for a pipe (smilecity backup --help)
    smilecity restore FILE         a backup into an empty database (smilecity restore --help)
    smilecity city import ...      districts from GeoJSON, population from CSV (smilecity city import --help)
    smilecity contributions import ...  ideas and places of another platform (smilecity contributions import --help)
    smilecity sense import ...     values from a file, gone on with after an interrupt (smilecity sense import --help)
    smilecity sense replay ...     sends a recorded series as if it were live (smilecity sense replay --help)
    smilecity search rebuild       reads anew all that can be found, while searches go on (smilecity search --help)
    smilecity contacts proofs ADDRESS  what can be proved of an address: when it was confirmed, and what for
    smilecity forge count FILE.pb ...  counts votes on projects, explains and repeats counts (smilecity forge --help)
    smilecity staff ...            give roles to accounts, take them away (smilecity staff --help)
    smilecity help                 every other command

Settings come from the environment only; docs/operations/settings.md explains each. Without DATABASE_URL the program
runs a PostgreSQL of its own. What it keeps lies in the folder SMILECITY_HOME (default: var).
"""

# These need no database; Django's own list of commands is shown by `smilecity help`.
_WITHOUT_DATABASE = {"help", "makemessages", "compilemessages", "collectstatic", "findstatic", "diffsettings"}


def main(argv: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] in {"--help", "-h"}:
        print(USAGE)
        return 0
    if env.boolean("SMILECITY_DIE_WITH_PARENT"):
        die_with_parent()
    # Ends the database in order; server, worker and demo have ways of their own to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smilecity.config.settings")
    try:
        return _run(words)
    except KeyboardInterrupt:
        return 130
    except (postgres.NoPlace, postgres.PostgresFailed, postgres.WrongUrl) as error:
        print(error, file=sys.stderr)
        return 1


def _run(words: list[str]) -> int:
    command = _COMMANDS.get(words[0], _django)
    if command in {_demo, _forge}:
        return command(words)
    if _needs_no_database(words):
        # Settings want an address, but nobody will knock there.
        os.environ.setdefault("DATABASE_URL", "postgresql:///none")
        return command(words)
    with own_or_named() as server, kept_alive(server):
        return command(words)


def _needs_no_database(words: list[str]) -> bool:
    return words[0] in _WITHOUT_DATABASE or not {"--help", "-h"}.isdisjoint(words)


def _django(words: list[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["smilecity", *words])
    return 0


def _serve(words: list[str]) -> int:
    from smilecity.config.serve import serve

    return serve(words[1:])


def _worker(words: list[str]) -> int:
    from smilecity.config.worker import work

    return work(words[1:])


def _mqtt(words: list[str]) -> int:
    from smilecity.config.mqtt import mqtt

    return mqtt(words[1:])


def _check(words: list[str]) -> int:
    from smilecity.config.check import check

    return check(words[1:])


def _migrate(words: list[str]) -> int:
    from smilecity.config.migrating import migrate

    return migrate(words[1:])


def _backup(words: list[str]) -> int:
    from smilecity.config.backup.command import backup

    return backup(words[1:])


def _restore(words: list[str]) -> int:
    from smilecity.config.backup.command import restore

    return restore(words[1:])


def _forge(words: list[str]) -> int:
    from smilecity.config.forge.command import forge

    return forge(words[1:])


def _demo(words: list[str]) -> int:
    from smilecity.config.demo import demo

    return demo(words[1:])


_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "serve": _serve,
    "worker": _worker,
    "mqtt": _mqtt,
    "check": _check,
    "migrate": _migrate,
    "backup": _backup,
    "restore": _restore,
    "demo": _demo,
    "forge": _forge,
}
