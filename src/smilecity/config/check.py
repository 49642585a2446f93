"""`smilecity check`: says in plain words whether this installation is ready, and what is left to do."""

import argparse
from collections.abc import Iterator

import django
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage
from django.db import Error, connection

from smilecity.config import deploy


def check(words: list[str]) -> int:
    """Print what is wrong and what deserves a look; return 1 if the site could not run, or not as a public one."""
    parser = argparse.ArgumentParser(prog="smilecity check", description="Check settings, database and files.")
    parser.add_argument("--deploy", action="store_true", help="also ask whether this could be a site on the internet")
    options = parser.parse_args(words)
    django.setup()
    wrong = list(_wrong())
    hints = [] if options.deploy else list(_hints())
    if options.deploy and not wrong:
        found = list(deploy.look())
        wrong += [one.sentence for one in found if one.wrong]
        hints += [*_remarks_of_django(), *(one.sentence for one in found if not one.wrong)]
    for sentence in wrong:
        print(f"wrong   {sentence}")
    for sentence in hints:
        print(f"look    {sentence}")
    print("Not ready." if wrong else "Ready.")
    return 1 if wrong else 0


def _wrong() -> Iterator[str]:
    from smilecity.config import ready

    try:
        connection.ensure_connection()
    except Error as error:
        yield f"The database does not answer: {str(error).strip()}"
        return
    for sentence in (ready.missing_migrations(), ready.missing_translations(), ready.missing_assets()):
        if sentence:
            yield sentence
    yield from (_sentence(found) for found in checks.run_checks() if found.is_serious())


def _hints() -> Iterator[str]:
    yield from _remarks_of_django()
    if settings.DEBUG:
        yield "SMILECITY_DEBUG is on: errors show the inside of the program. Never on a public site."
    if settings.BASE_URL.startswith("http://") and "127.0.0.1" not in settings.BASE_URL:
        yield "SMILECITY_BASE_URL begins with http://: a public site needs https://."
    if "localhost" in settings.DEFAULT_FROM_EMAIL:
        yield "SMILECITY_MAIL_FROM is not set: mails would come from smile-city@localhost."
    yield from _gaps()


def _gaps() -> Iterator[str]:
    from smilecity.city import queries

    try:
        gaps = queries.profile().gaps()
    except Error:
        return  # what is wrong with the database was said before
    if gaps:
        yield f"The legal pages lack {len(gaps)} facts ({', '.join(gaps)}). Fill them in at /desk/recht/angaben/."


def _remarks_of_django() -> Iterator[str]:
    yield from (_sentence(found) for found in checks.run_checks() if not found.is_serious() and not found.is_silenced())


def _sentence(found: CheckMessage) -> str:
    return f"{found.msg} {found.hint or ''}".strip()
