"""How often what may be done from one address, one network, in one process. Exempt networks: see the settings."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from smilecity.collect.surveys.queries import SurveyRow
from smilecity.doors.web import client
from smilecity.ground import limits
from smilecity.ground.limits import Limit
from smilecity.people.register.rules import normalise_address

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def _networks(request: HttpRequest, name: str, most: int) -> list[Limit]:
    address = client.client_address(request)
    if client.exempt(address):
        return []
    return [Limit(name, client.network_of(address), most, HOUR)]


def may_begin(request: HttpRequest, at: datetime) -> None:
    """Count a draft begun. Raises TooMany."""
    limits.use(_networks(request, "begin", 300), at=at)


def may_submit(request: HttpRequest, survey: SurveyRow, address: str, at: datetime) -> None:
    """Count a participation sent off: per address (so that nobody's postbox is flooded), network and process."""
    networks = _networks(request, "submit", 60)
    process = [Limit("submit-process", str(survey.process), 20_000, HOUR)] if networks else []
    limits.use([Limit("submit-address", normalise_address(address), 8, DAY), *networks, *process], at=at)


def may_confirm(request: HttpRequest, at: datetime) -> None:
    """Count an attempt to confirm, by link or code. Raises TooMany."""
    limits.use(_networks(request, "confirm", 200), at=at)


def may_fetch_tile(request: HttpRequest, at: datetime) -> None:
    """Count a map tile that we have to fetch for somebody; those that we keep are not counted. Raises TooMany."""
    limits.use(_networks(request, "tile", 3_000), at=at)
