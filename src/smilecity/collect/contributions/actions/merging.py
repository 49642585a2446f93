"""Two that say the same become one. Supports come along once per person; parted again, each has its own.

Locked in the order of their ids, so that two who merge at once never wait for each other in a circle.
"""

from datetime import datetime
from itertools import pairwise
from uuid import UUID

from django.db import connection, transaction

from smilecity.collect.contributions import rules
from smilecity.collect.contributions.actions.history import GONE, append
from smilecity.collect.contributions.actions.supporting import recount_supports
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.queries.chains import chain
from smilecity.collect.contributions.rules import Publicity, Verb
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

SAME = sentence("Ein Beitrag kann nicht mit sich selbst zusammengeführt werden.")
CIRCLE = sentence("Nr. {number} ist schon ein Teil dieses Beitrags. Andersherum geht es erst, wenn Sie beide trennen.")
OTHER_CALL = sentence("Nur Beiträge desselben Aufrufs können zusammengeführt werden.")
NOT_THERE = sentence("Mit einem gelöschten oder zurückgezogenen Beitrag kann nichts zusammengeführt werden.")
NOT_PUBLIC = sentence(
    "Nr. {number} ist zurzeit nicht öffentlich. Zusammenführen geht nur mit einem Beitrag, den alle sehen können."
)
NOT_MERGED = sentence("Dieser Beitrag ist nicht zusammengeführt.")
MOVED = sentence("Dieser Beitrag wurde gerade geändert. Bitte laden Sie die Seite neu.")
_LOST = frozenset({Publicity.REMOVED, Publicity.WITHDRAWN})


@transaction.atomic
def merge(*, contribution: UUID, into: UUID, by: User, at: datetime, text: str = "") -> UUID:
    """Let a contribution go on as part of another; return the one that stands at the end. Raises Refused.

    Where either was merged before, their ends are meant. Repeating it changes nothing. Comments stay where they are.
    """
    _require_moderator(by)
    if contribution == into:
        raise Refused(SAME)
    links = _held_chains(contribution, into)
    source, target = links[contribution][-1], links[into][-1]
    if source.pk == target.pk:
        return _already(contribution, into, links)
    _require_fit(source, target)
    source.merged_into, source.visible, source.changed_at = target, False, at
    source.save(update_fields=["merged_into", "visible", "changed_at"])
    _carry_supports(source.pk, target.pk)
    recount_supports(target, at)
    append(source, Verb.MERGED, by=by, at=at, text=text, other=target.pk)
    append(target, Verb.MERGED, by=by, at=at, text=text, other=source.pk)
    _record("merge", source, target, by, at)
    return target.pk


def _require_moderator(by: User) -> None:
    if not by.role_set & rules.MERGERS:
        raise Refused(rules.NOT_MERGER)


def _held_chains(*contributions: UUID) -> dict[UUID, list[Contribution]]:
    """Return each contribution with all it was merged into, to the end, all locked. Raises Refused."""
    ids = {one: [found for found, _ in chain(one)] for one in contributions}
    wanted = {found for links in ids.values() for found in links}
    rows = Contribution.objects.select_for_update(of=("self",)).defer("words").filter(pk__in=wanted).order_by("pk")
    held = {row.pk: row for row in rows}
    for links in ids.values():
        if not links:
            raise Refused(GONE)
        # Somebody was faster: what is locked is not the whole chain any more.
        if [held[found].merged_into_id for found in links] != [*links[1:], None]:
            raise Refused(MOVED)
    return {one: [held[found] for found in links] for one, links in ids.items()}


def _already(contribution: UUID, into: UUID, links: dict[UUID, list[Contribution]]) -> UUID:
    """Return the common end where `contribution` is part of `into` already. Raises Refused: it is the other way."""
    end = links[into][-1]
    if contribution == end.pk:
        raise Refused(CIRCLE, number=links[into][0].number)
    return end.pk


def _require_fit(source: Contribution, target: Contribution) -> None:
    if source.call_id != target.call_id:
        # One person has another key in each call, so nobody could say who supports both.
        raise Refused(OTHER_CALL)
    if {source.publicity, target.publicity} & _LOST:
        raise Refused(NOT_THERE)
    if target.publicity != Publicity.SHOWN:
        # What is public would leave every list, and its followers would be led to what they may not read.
        raise Refused(NOT_PUBLIC, number=target.number)


@transaction.atomic
def part(*, contribution: UUID, by: User, at: datetime, text: str = "") -> None:
    """Let a merged contribution stand for itself again, with the supports it has of its own. Raises Refused."""
    _require_moderator(by)
    links = _held_chains(contribution)[contribution]
    if len(links) == 1:
        raise Refused(NOT_MERGED)
    row, parent = links[0], links[1]
    row.merged_into, row.changed_at = None, at
    row.visible = row.publicity == Publicity.SHOWN
    if row.visible and row.published_at is None:
        row.published_at = at
    row.save(update_fields=["merged_into", "visible", "published_at", "changed_at"])
    _take_supports_back(row.pk, [link.pk for link in links[1:]])
    recount_supports(row, at)
    for link in links[1:]:
        recount_supports(link, at)
    append(row, Verb.PARTED, by=by, at=at, text=text, other=parent.pk)
    append(parent, Verb.PARTED, by=by, at=at, text=text, other=row.pk)
    _record("part", row, parent, by, at)


_CARRY = """
INSERT INTO contributions_support (id, contribution_id, key, contact_id, "on", via_id)
SELECT gen_random_uuid(), %(target)s, key, contact_id, "on", %(source)s
FROM contributions_support WHERE contribution_id = %(source)s
ON CONFLICT (contribution_id, key) DO NOTHING
"""
# What came to `upper` by way of `lower` and is no longer there.
_TAKE_BACK = """
DELETE FROM contributions_support s WHERE s.contribution_id = %(upper)s AND s.via_id = %(lower)s
AND (%(all)s OR NOT EXISTS (
    SELECT 1 FROM contributions_support l WHERE l.contribution_id = %(lower)s AND l.key = s.key
))
"""


def _carry_supports(source: UUID, target: UUID) -> None:
    """Let who supports the one support the other; both rows are locked, so no support comes in between."""
    with connection.cursor() as cursor:
        cursor.execute(_CARRY, {"source": source, "target": target})


def _take_supports_back(source: UUID, links: list[UUID]) -> None:
    """Take from each link up to the end what it had only by way of `source`."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK, {"upper": links[0], "lower": source, "all": True})
        for lower, upper in pairwise(links):
            cursor.execute(_TAKE_BACK, {"upper": upper, "lower": lower, "all": False})


def _record(verb: str, row: Contribution, other: Contribution, by: User, at: datetime) -> None:
    audit.record(
        actor=by.pk,
        verb=f"contributions.{verb}",
        subject=f"contribution:{row.pk}",
        at=at,
        details={"other": other.number},
    )
