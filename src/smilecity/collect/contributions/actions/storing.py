"""A contribution comes into being: after its confirmation, from a member, or written down by staff for somebody."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from smilecity.city import queries as city
from smilecity.city.models import Theme
from smilecity.collect.contributions import rules
from smilecity.collect.contributions.actions.history import append
from smilecity.collect.contributions.events import ContributionReceived
from smilecity.collect.contributions.models import Call, Contribution, ContributionTheme
from smilecity.collect.contributions.rules import ENTERED, Channel, Kind, Moderation, Publicity, Verb
from smilecity.ground import audit
from smilecity.ground.events import publish
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

CLOSED = sentence("Dieser Aufruf ist beendet. Wir nehmen keine Beiträge mehr an.")
OUTSIDE = sentence("Dieser Ort liegt nicht in unserer Stadt. Bitte wählen Sie einen Ort in der Stadt.")
NOT_ENTERED = sentence("Bitte wählen Sie, auf welchem Weg der Beitrag kam.")


@dataclass(frozen=True)
class Content:
    """What somebody says. `theme_ids`: of the city's themes; `lon`, `lat`: degrees (WGS 84), both or none."""

    title: str
    text: str = ""
    theme_ids: Sequence[int] = ()
    category: str = ""
    lon: float | None = None
    lat: float | None = None
    place: str = ""
    author_name: str = ""
    language: str = "de"
    # Of reports: what was answered to the questions of the category, and how the place was found.
    attributes: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    place_source: str = ""


# What a kind asks for beyond the trunk; raises Refused.
Check = Callable[[Content], None]


@dataclass(frozen=True)
class Growth:
    """What a kind keeps beside the trunk, written by its room in the transaction of the trunk.

    `keep`: a contribution was made of this content. `move`: its place is another. `erase`: what it says goes for good.
    """

    keep: Callable[[Contribution, Content], None]
    move: Callable[[Contribution], None]
    erase: Callable[[UUID], None]


_growths: dict[Kind, Growth] = {}


def register_growth(kind: Kind, growth: Growth) -> None:
    """Have a room keep what its kind has beside the trunk. Called in `AppConfig.ready`."""
    _growths[kind] = growth


def growth_of(row: Contribution) -> Growth | None:
    """Return what keeps more of a contribution than the trunk does."""
    return _growths.get(Kind(row.kind))


def checked(content: Content) -> Content:
    """Return the content with its texts cleaned. Raises Refused with the first reason; kinds add rules of their own."""
    title = rules.clean_line(content.title, rules.TITLE_MOST)
    if not title:
        raise Refused(rules.NO_TITLE)
    if not rules.has_words(title):
        raise Refused(rules.NO_LETTERS)
    return Content(
        title=title,
        text=rules.clean_text(content.text, rules.TEXT_MOST),
        theme_ids=_themes(content.theme_ids),
        category=content.category,
        lon=content.lon,
        lat=content.lat,
        place=rules.clean_line(content.place, rules.PLACE_MOST),
        author_name=rules.clean_line(content.author_name, rules.NAME_MOST),
        language=content.language,
        attributes=content.attributes,
        place_source=content.place_source,
    )


def _themes(wanted: Sequence[int]) -> list[int]:
    """Return the themes that there are; one that was deleted while somebody wrote is left out."""
    if not wanted:
        return []
    return list(Theme.objects.filter(pk__in=wanted).order_by("pk").values_list("pk", flat=True)[: rules.THEMES_MOST])


def store(
    *,
    call: Call,
    content: Content,
    author: UUID | None,
    informed: bool,
    channel: Channel,
    entered_by: User | None,
    before: bool,
    at: datetime,
    draft: UUID | None = None,
) -> UUID:
    """Write a contribution within the running transaction and return its id. Raises Refused.

    It is shown at once where the call is read after publication, unless `before` says that it is to be read first.
    It keeps the id of its `draft`: who sends the same one twice finds what the first time has made.
    """
    said = checked(content)
    shown = call.moderation == Moderation.AFTER and not before
    row = Contribution.objects.create(
        **_said(said),
        pk=draft or uuid4(),
        call=call,
        kind=call.kind,
        author_id=author,
        informed=informed and author is not None,
        channel=channel,
        entered_by=entered_by,
        publicity=Publicity.SHOWN if shown else Publicity.WAITING,
        visible=shown,
        submitted_at=at,
        published_at=at if shown else None,
        changed_at=at,
    )
    if row.theme_ids:
        write_themes(row)
    growth = growth_of(row)
    if growth:
        growth.keep(row, said)
    append(row, Verb.SUBMITTED, by=entered_by, at=at)
    publish(ContributionReceived(contribution_id=row.pk))
    return row.pk


def _said(content: Content) -> dict[str, Any]:
    """Return the columns that hold what somebody said. Raises Refused for a point outside the city."""
    return {
        "category": content.category,
        "title": content.title,
        "text": content.text,
        "language": content.language,
        "theme_ids": list(content.theme_ids),
        "lon": content.lon,
        "lat": content.lat,
        "place": content.place,
        "district_id": district_of(content),
        "author_name": content.author_name,
    }


def write_themes(row: Contribution) -> None:
    """Let the table of themes say what the row says."""
    ContributionTheme.objects.filter(contribution=row).exclude(theme__in=row.theme_ids).delete()
    ContributionTheme.objects.bulk_create(
        (ContributionTheme(contribution=row, theme_id=theme) for theme in row.theme_ids), ignore_conflicts=True
    )


def district_of(content: Content) -> int | None:
    """Return the district of the point. Raises Refused for a point outside the city."""
    if content.lon is None or content.lat is None:
        return None
    district = city.district_at(content.lon, content.lat)
    if district is None and not city.is_inside(content.lon, content.lat):
        raise Refused(OUTSIDE)
    return district.id if district else None  # the water of the city lies in no district


def require_open(call: Call, at: datetime) -> None:
    """Raise Refused unless the call takes contributions now."""
    if not rules.is_open(call.opens_at, call.closes_at, at):
        raise Refused(CLOSED)


@transaction.atomic
def enter(
    *, call: UUID, content: Content, channel: Channel, by: User, at: datetime, check: Check | None = None
) -> UUID:
    """Write down for somebody what they said by telephone, on a card or at a stall; return its id. Raises Refused.

    It runs on the same clock as all others. Staff enter what they have heard: no author, no mail.
    """
    if not rules.may_enter(by.role_set):
        raise Refused(rules.NOT_ENTERER)
    if channel not in ENTERED:
        raise Refused(NOT_ENTERED)
    row = Call.objects.get(pk=call)
    require_open(row, at)
    if check:
        check(checked(content))
    made = store(
        call=row,
        content=content,
        author=None,
        informed=False,
        channel=channel,
        entered_by=by,
        before=False,
        at=at,
    )
    audit.record(
        actor=by.pk,
        verb="contributions.enter",
        subject=f"contribution:{made}",
        at=at,
        details={"channel": channel.value},
    )
    return made
