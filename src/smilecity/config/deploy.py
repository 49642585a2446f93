"""`smilecity check --deploy`: could this installation be on the internet as it is? In: settings, database, machine.

Out: what is wrong and what deserves a look, each with what to do, in words for whoever runs the machine.
"""

import ipaddress
import os
import shutil
import stat
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from smilecity.config import health
from smilecity.config.backup import remembered
from smilecity.config.serve import threads
from smilecity.ground import clock, env

_MEGABYTE = 1024 * 1024
_ROOMY = 2048
_OLD_BACKUP = timedelta(days=2)
_CLOCKS_APART = 5.0
_OLD_JOB = 3600.0
_WORKER_CONNECTIONS = 15
_INSTALL = "docs/operations/install.md"


@dataclass(frozen=True)
class Found:
    """A sentence about something, and whether it is wrong or only deserves a look."""

    wrong: bool
    sentence: str


def look() -> Iterator[Found]:
    """Yield everything that was found. The database must answer."""
    for part in (_addresses, _secrets, _proxies, _figures, _mail, _database, _worker, _backups, _room, _people, _city):
        yield from part()


def _wrong(sentence: str) -> Iterator[Found]:
    yield Found(wrong=True, sentence=sentence)


def _remark(sentence: str) -> Iterator[Found]:
    yield Found(wrong=False, sentence=sentence)


def _addresses() -> Iterator[Found]:
    base = urlsplit(settings.BASE_URL)
    host = base.hostname or ""
    if settings.DEBUG:
        yield from _wrong("SMILECITY_DEBUG is on: errors show the inside of the program. Remove the variable.")
    if settings.DEMO:
        yield from _wrong("SMILECITY_DEMO is on: it is made for one's own machine. Remove the variable.")
    if base.scheme != "https":
        yield from _wrong(
            f"SMILECITY_BASE_URL begins with http://: what people write could be read on its way. Give the proxy a "
            f"certificate and set https://{host or 'your.host'} ({_INSTALL}, step 5)."
        )
    if _is_local(host):
        yield from _wrong(
            f"SMILECITY_BASE_URL names {host}, which only this machine knows: links in mails lead nowhere."
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield from _wrong("SMILECITY_HOSTS is *: links could be made to lead elsewhere. Name the host of your site.")
    elif host not in settings.ALLOWED_HOSTS:
        yield from _wrong(
            f"SMILECITY_HOSTS does not name {host}, the host of SMILECITY_BASE_URL: its pages answer 400."
        )
    if base.scheme == "https" and not _is_local(host):
        yield from _from_outside()


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host in {"", "localhost"} or host.endswith(".localhost")


def _from_outside() -> Iterator[Found]:
    """Ask our own address, through the proxy."""
    address = f"{settings.BASE_URL.rstrip('/')}/konto/login/"
    try:
        with urllib.request.urlopen(address, timeout=5) as page:  # noqa: S310 -- our own address, which begins with https
            if page.headers.get("X-Request-ID") is None:
                yield from _remark(f"{address} answers, but it is not Smile City that does. Where does the proxy lead?")
    except urllib.error.HTTPError as error:
        yield from _remark(f"{address} answers {error.code}. If the server runs: does the proxy pass on Host?")
    except OSError as error:
        why = getattr(error, "reason", error)
        yield from _remark(f"{address} does not answer from here ({why}). Is the proxy up, and its certificate valid?")


def _secrets() -> Iterator[Found]:
    kept = Path(settings.HOME) / "secret-key"
    if not env.text("SMILECITY_SECRET_KEY") and _others_may_read(kept):
        yield from _wrong(f"Others may read {kept}: with it they could sign in as anybody. Run: chmod 600 {kept}")
    if _others_may_write(Path(settings.HOME)):
        yield from _wrong(f"Others may write in {settings.HOME}. Run: chmod go-w {settings.HOME}")
    if os.geteuid() == 0:
        yield from _remark(f"This runs as root. Services should have a user of their own ({_INSTALL}, step 1).")
    if settings.OIDC_SERVER.startswith("http://"):
        yield from _wrong(
            "SMILECITY_OIDC_URL begins with http://: whoever listens could sign in as others. Use https://."
        )


def _others_may_read(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _others_may_write(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH))


def _proxies() -> Iterator[Found]:
    here = _is_local(env.text("HOST", "127.0.0.1"))
    if settings.BASE_URL.startswith("https") and settings.PROXIES == 0:
        yield from _wrong(
            "SMILECITY_PROXIES is 0, but somebody does the TLS in front of us: all visitors would look like that one "
            "and share its limits. Set it to the number of your proxies, usually 1."
        )
    if settings.PROXIES and not here:
        yield from _remark(
            f"HOST is {env.text('HOST', '127.0.0.1')}: past the proxy, visitors may pretend any address. "
            "Let only the proxy reach it."
        )
    if settings.BASE_URL.startswith("http://") and not here:
        yield from _remark("HOST lets everybody reach the server without TLS. Put a proxy in front of it.")


def _figures() -> Iterator[Found]:
    host = env.text("METRICS_HOST", "127.0.0.1")
    if env.number("METRICS_PORT", 0, least=0, most=65_533) == 0:
        yield from _remark("METRICS_PORT is 0: nobody measures how the site does (docs/operations/watch.md).")
    elif not _is_local(host):
        yield from _remark(f"METRICS_HOST is {host}: let nobody but your Prometheus reach these ports.")


def _mail() -> Iterator[Found]:
    from smilecity.doors.mail import transport

    if "localhost" in settings.DEFAULT_FROM_EMAIL:
        yield from _wrong(
            "SMILECITY_MAIL_FROM is not set: mails would come from smile-city@localhost and be thrown away."
        )
    if why := transport.try_out():
        yield from _wrong(f"The mail server of EMAIL_URL takes nothing from us ({why}): nobody could confirm anything.")
    if settings.EMAIL_URL.startswith("smtp://") and not _is_local(urlsplit(settings.EMAIL_URL).hostname or ""):
        yield from _remark(
            "EMAIL_URL begins with smtp://: mails travel readable to that server. Use smtp+tls:// or smtps://."
        )


def _database() -> Iterator[Found]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM clock_timestamp()), rolsuper, current_setting('max_connections')::int"
            " FROM pg_roles WHERE rolname = current_user"
        )
        now, is_super, most = cursor.fetchone()
    yield from _clocks(float(now))
    host = connection.settings_dict["HOST"]
    if is_super and not host.startswith("/"):
        yield from _remark("DATABASE_URL names a superuser of PostgreSQL; an ordinary owner of the database is enough.")
    encrypted = connection.settings_dict.get("OPTIONS", {}).get("sslmode") in {"require", "verify-ca", "verify-full"}
    if not (host.startswith("/") or _is_local(host) or encrypted):
        yield from _wrong(
            "DATABASE_URL leads to another machine without TLS being asked for. Append ?sslmode=verify-full."
        )
    workers = env.number("SMILECITY_WORKERS", min(os.cpu_count() or 2, 2), least=1, most=64)
    needed = workers * (threads() + 5 + settings.SENSORTHINGS_THREADS) + _WORKER_CONNECTIONS
    if needed > most:
        yield from _wrong(
            f"Server and worker may want {needed} connections, PostgreSQL allows {most}. Lower SMILECITY_WORKERS or "
            "raise max_connections (docs/operations/scale.md)."
        )


def _clocks(theirs: float) -> Iterator[Found]:
    ours = clock.now().timestamp()
    if abs(ours - theirs) > _CLOCKS_APART:
        yield from _wrong(
            f"The clock here and that of the database are {abs(ours - theirs):.0f} seconds apart; deadlines are wrong. "
            "Set both by NTP (timedatectl set-ntp true)."
        )
    if ours < Path(__file__).stat().st_mtime - 86_400:
        yield from _wrong(
            "The clock is behind: this program was installed in what it takes for the future. Set it by NTP."
        )
    if settings.TIME_ZONE.upper() in {"UTC", "ETC/UTC", "GMT"}:
        yield from _remark(
            f"SMILECITY_TIME_ZONE is {settings.TIME_ZONE}: surveys would close at the wrong hour of the city."
        )


def _worker() -> Iterator[Found]:
    word = health.look().beside.get("worker", "ok")
    if word != "ok":
        yield from _wrong(
            f"The worker does not run ({word}): no mail goes out and no survey closes. "
            "Run: systemctl enable --now smilecity-worker"
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        (failed,) = cursor.fetchone()
        cursor.execute("SELECT extract(epoch FROM now() - min(queued_at)) FROM mail_outbox")
        (oldest,) = cursor.fetchone()
    if failed:
        yield from _remark(f"{failed} jobs have failed for good; the log of the worker says why.")
    if oldest is not None and float(oldest) > _OLD_JOB:
        yield from _remark(
            f"A mail has been waiting for {float(oldest) / 3600:.0f} hours: does the mail server take any?"
        )


def _backups() -> Iterator[Found]:
    if env.boolean("SMILECITY_BACKUP_ELSEWHERE"):
        return
    age = remembered.age(clock.now())
    how = "Run smilecity backup every night (docs/operations/backup.md), or say SMILECITY_BACKUP_ELSEWHERE=1."
    if age is None:
        yield from _wrong(f"There is no backup. {how}")
    elif age > _OLD_BACKUP.total_seconds():
        yield from _wrong(f"The last backup is {age / 86_400:.0f} days old. {how}")


def _room() -> Iterator[Found]:
    free = shutil.disk_usage(settings.HOME).free // _MEGABYTE
    if free < settings.DISK_LEAST:
        yield from _wrong(f"Only {free} MB are free in {settings.HOME}: photos will be refused soon. Make room.")
    elif free < _ROOMY:
        yield from _remark(f"Only {free} MB are free in {settings.HOME}.")


def _people() -> Iterator[Found]:
    from smilecity.people.models import User
    from smilecity.people.rules import Role

    staff = User.objects.filter(is_active=True).exclude(roles=[])
    made_up = staff.filter(email__iendswith=".example").count()
    if made_up:
        yield from _wrong(
            f"{made_up} members of staff have made-up addresses (.example): this database comes from the demo. "
            "Never put a demo on the internet; begin with an empty database."
        )
    if not staff.filter(roles__contains=[Role.ADMINISTRATOR]).exists():
        yield from _remark("Nobody is an administrator yet. Run: smilecity staff give ADDRESS administrator")


def _city() -> Iterator[Found]:
    from smilecity.city import queries as city

    gaps = city.profile().gaps()
    if gaps:
        yield from _remark(f"Legal pages still have gaps ({', '.join(gaps)}): complete the city's profile.")
