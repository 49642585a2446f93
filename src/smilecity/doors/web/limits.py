"""How often what may be done from one address, one network, in one process. Exempt networks: see the settings."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from smilecity.collect.surveys.queries import SurveyRow
from smilecity.doors.web import client
from smilecity.ground import limits
from smilecity.ground.limits import Limit
from smilecity.people.register.rules import normalise_address

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BEGINNINGS = 300
UPLOADS = 200


def _networks(request: HttpRequest, name: str, most: int) -> list[Limit]:
    address = client.client_address(request)
    if client.exempt(address):
        return []
    return [Limit(name, client.network_of(address), most, HOUR)]


def may_begin(request: HttpRequest, at: datetime) -> None:
    """Count a draft begun. Raises TooMany."""
    limits.use(_networks(request, "begin", BEGINNINGS), at=at)


def may_submit(request: HttpRequest, survey: SurveyRow, address: str, at: datetime) -> None:
    """Count a participation sent off: per address (so that nobody's postbox is flooded), network and process."""
    networks = _networks(request, "submit", 60)
    process = [Limit("submit-process", str(survey.process), 20_000, HOUR)] if networks else []
    limits.use([Limit("submit-address", normalise_address(address), 8, DAY), *networks, *process], at=at)


def may_contribute(request: HttpRequest, process: UUID, address: str, at: datetime) -> None:
    """Count an idea or place sent off: per address, network and call. Raises TooMany."""
    limits.use(_voices(request, "contribute", process, address, mailbox=8, network=40, call=2_000), at=at)


def may_support(request: HttpRequest, process: UUID, address: str, at: datetime) -> None:
    """Count a support. Raises TooMany."""
    limits.use(_voices(request, "support", process, address, mailbox=30, network=120, call=20_000), at=at)


def may_comment(request: HttpRequest, process: UUID, address: str, at: datetime) -> None:
    """Count a comment. Raises TooMany."""
    limits.use(_voices(request, "comment", process, address, mailbox=20, network=60, call=5_000), at=at)


def _voices(
    request: HttpRequest, name: str, process: UUID, address: str, *, mailbox: int, network: int, call: int
) -> list[Limit]:
    """Return the limits of what sends a mail: nobody's postbox is flooded, and no network speaks for all."""
    networks = _networks(request, name, network)
    process_wide = [Limit(f"{name}-process", str(process), call, HOUR)] if networks else []
    return [Limit(f"{name}-address", normalise_address(address), mailbox, DAY), *networks, *process_wide]


def may_upload(request: HttpRequest, at: datetime) -> None:
    """Count a photo that is to be read: each costs a moment of a processor. Raises TooMany."""
    limits.use(_networks(request, "upload", UPLOADS), at=at)


def may_look_up(request: HttpRequest, at: datetime) -> None:
    """Count a search for similar ideas while somebody writes. Raises TooMany."""
    limits.use(_networks(request, "look-up", 1_500), at=at)


def may_flag(request: HttpRequest, address: str, at: datetime) -> None:
    """Count a report of something that should not be there: it sends a mail and costs staff time. Raises TooMany."""
    mailbox = [Limit("flag-address", normalise_address(address), 10, DAY)] if address else []
    limits.use([*mailbox, *_networks(request, "flag", 30)], at=at)


def may_appeal(request: HttpRequest, at: datetime) -> None:
    """Count a complaint about a decision. Raises TooMany."""
    limits.use(_networks(request, "appeal", 20), at=at)


def may_confirm(request: HttpRequest, at: datetime) -> None:
    """Count an attempt to confirm, by link or code. Raises TooMany."""
    limits.use(_networks(request, "confirm", 200), at=at)


def may_fetch_tile(request: HttpRequest, at: datetime) -> None:
    """Count a map tile that we have to fetch for somebody; those that we keep are not counted. Raises TooMany."""
    limits.use(_networks(request, "tile", 3_000), at=at)


def may_subscribe(request: HttpRequest, address: str, at: datetime) -> None:
    """Count a subscription asked for by mail: per address, so that nobody's postbox is flooded, and network."""
    limits.use(
        [Limit("subscribe-address", normalise_address(address), 8, DAY), *_networks(request, "subscribe", 60)], at=at
    )
