"""How often what may be done from one address, one account, one network, in one process. Exempt networks: see settings.

Whoever types an address may flood its postbox but must not silence a member who has it: members are counted apart.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from smilecity.collect.surveys.queries import SurveyRow
from smilecity.doors.visitor import client
from smilecity.ground import limits
from smilecity.ground.limits import Limit
from smilecity.people.models import User
from smilecity.people.register.queries import Waiting
from smilecity.people.register.rules import normalise_address

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BEGINNINGS = 300
UPLOADS = 200
WRONG_CODES = 2_000
# Whatever is asked for, as a guest or by a reader's report: one postbox gets so many of our mails a day.
MAILS = 15


def _networks(request: HttpRequest, name: str, most: int) -> list[Limit]:
    return client.limited(request, name, most, HOUR)


def _mail(address: str) -> Limit:
    """Return the limit of a postbox. Tags (`anna+x@…`) are no other postbox here; to count people they may be."""
    local, _at, domain = normalise_address(address).rpartition("@")
    return Limit("mail-address", f"{local.partition('+')[0] or local}@{domain}", MAILS, DAY)


def may_begin(request: HttpRequest, at: datetime) -> None:
    """Count a draft begun. Raises TooMany."""
    limits.use(_networks(request, "begin", BEGINNINGS), at=at)


def may_submit(request: HttpRequest, survey: SurveyRow, address: str, at: datetime) -> None:
    """Count a participation sent off: per address (so that nobody's postbox is flooded), network and process."""
    networks = _networks(request, "submit", 60)
    process = [Limit("submit-process", str(survey.process), 20_000, HOUR)] if networks else []
    postbox = [Limit("submit-address", normalise_address(address), 8, DAY), _mail(address)]
    limits.use([*postbox, *networks, *process], at=at)


def may_contribute(request: HttpRequest, process: UUID, who: User | str, at: datetime) -> None:
    """Count an idea or place sent off: per member or address, network and call. Raises TooMany."""
    limits.use(_voices(request, "contribute", process, who, person=8, network=40, call=2_000), at=at)


def may_report_anonymously(request: HttpRequest, process: UUID, at: datetime) -> None:
    """Count a report of nobody known, of which no postbox can be asked: per network and call. Raises TooMany."""
    networks = _networks(request, "report", 20)
    limits.use([*networks, *([Limit("report-process", str(process), 1_000, HOUR)] if networks else [])], at=at)


def may_support(request: HttpRequest, process: UUID, who: User | str, at: datetime) -> None:
    """Count a support. Raises TooMany."""
    limits.use(_voices(request, "support", process, who, person=30, network=120, call=20_000), at=at)


def may_comment(request: HttpRequest, process: UUID, who: User | str, at: datetime) -> None:
    """Count a comment. Raises TooMany."""
    limits.use(_voices(request, "comment", process, who, person=20, network=60, call=5_000), at=at)


def _voices(
    request: HttpRequest, name: str, process: UUID, who: User | str, *, person: int, network: int, call: int
) -> list[Limit]:
    """Return the limits of a voice, of a member or of a guest who gives an address; no network speaks for all."""
    networks = _networks(request, name, network)
    process_wide = [Limit(f"{name}-process", str(process), call, HOUR)] if networks else []
    return [*_person(name, who, person), *networks, *process_wide]


def _person(name: str, who: User | str, most: int) -> list[Limit]:
    """Return the limits of one person: nobody's postbox is flooded, and only members themselves use theirs up."""
    if isinstance(who, User):
        return [Limit(f"{name}-member", str(who.pk), most, DAY)]
    return [Limit(f"{name}-address", normalise_address(who), most, DAY), _mail(who)]


def may_rewrite(request: HttpRequest, member: UUID, at: datetime) -> None:
    """Count a change of one's own text: who follows it hears of each, and staff reads it again. Raises TooMany."""
    limits.use([Limit("rewrite-member", str(member), 20, DAY), *_networks(request, "rewrite", 60)], at=at)


def may_upload(request: HttpRequest, at: datetime) -> None:
    """Count a photo that is to be read: each costs a moment of a processor. Raises TooMany."""
    limits.use(_networks(request, "upload", UPLOADS), at=at)


def may_look_up(request: HttpRequest, at: datetime) -> None:
    """Count a search for similar ideas while somebody writes. Raises TooMany."""
    limits.use(_networks(request, "look-up", 1_500), at=at)


def may_flag(request: HttpRequest, address: str, at: datetime) -> None:
    """Count a report of something that should not be there: it sends a mail and costs staff time. Raises TooMany."""
    mailbox = [Limit("flag-address", normalise_address(address), 10, DAY), _mail(address)] if address else []
    limits.use([*mailbox, *_networks(request, "flag", 30)], at=at)


def may_appeal(request: HttpRequest, at: datetime) -> None:
    """Count a complaint about a decision. Raises TooMany."""
    limits.use(_networks(request, "appeal", 20), at=at)


def may_confirm(request: HttpRequest, at: datetime) -> None:
    """Count an attempt to confirm, by link or code. Raises TooMany."""
    limits.use(_networks(request, "confirm", 200), at=at)


def may_mistype_code(request: HttpRequest, survey: SurveyRow, at: datetime) -> None:
    """Count a code that is none, per network and process. Raises TooMany. Who holds a good one is never counted."""
    process = Limit("code-process", str(survey.process), WRONG_CODES, HOUR)
    limits.use([*_networks(request, "code", 100), process], at=at)


def may_resend(request: HttpRequest, waiting: Waiting | None, at: datetime) -> None:
    """Count a mail that is to be sent once more; one that will not be sent counts for the network only."""
    mails = [_mail(waiting.address)] if waiting and waiting.mails_left > 0 else []
    limits.use([*mails, *_networks(request, "confirm", 200)], at=at)


def may_fetch_tile(request: HttpRequest, at: datetime) -> None:
    """Count a map tile that we have to fetch for somebody; those that we keep are not counted. Raises TooMany."""
    limits.use(_networks(request, "tile", 3_000), at=at)


def may_subscribe(request: HttpRequest, address: str, at: datetime) -> None:
    """Count a subscription asked for by mail: per address, so that nobody's postbox is flooded, and network."""
    postbox = [Limit("subscribe-address", normalise_address(address), 8, DAY), _mail(address)]
    limits.use([*postbox, *_networks(request, "subscribe", 60)], at=at)


def may_book(request: HttpRequest, who: User | str, at: datetime) -> None:
    """Count a registration for an event: per member or address, so that nobody's postbox is flooded, and network."""
    limits.use([*_person("book", who, 20), *_networks(request, "book", 60)], at=at)


def may_ask_own_data(request: HttpRequest, address: str, at: datetime) -> None:
    """Count a link to one's own data asked for: per address, so that nobody's postbox is flooded, and network."""
    postbox = [Limit("own-data-address", normalise_address(address), 5, DAY), _mail(address)]
    limits.use([*postbox, *_networks(request, "own-data", 30)], at=at)


def may_open_own_data(request: HttpRequest, at: datetime) -> None:
    """Count a link to one's own data opened: it is asked of every table. Raises TooMany."""
    limits.use(_networks(request, "own-data-open", 200), at=at)


def may_report_barrier(request: HttpRequest, at: datetime) -> None:
    """Count a barrier reported: somebody reads each. Raises TooMany."""
    limits.use(_networks(request, "barrier", 20), at=at)
