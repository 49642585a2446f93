"""Reports come in from other programs (Open311), in the name of the party whose key they use."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.actions.storing import checked, require_open, store
from smilecity.collect.contributions.models import Call, Contribution
from smilecity.collect.contributions.rules import Channel
from smilecity.collect.reports.actions.developing import keep_photo
from smilecity.collect.reports.actions.taking import check_as, known, named
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.keys import queries as keys

NO_KEY = sentence("Dieser Schlüssel gilt nicht mehr.")
TOKEN_MOST = 200


@transaction.atomic
def submit_by_program(
    *,
    call: UUID,
    category: str,
    content: Content,
    attributes: Mapping[str, str | Sequence[str]],
    photo: bytes | None,
    key: UUID,
    at: datetime,
    token: str = "",
    before: bool = True,
) -> UUID:
    """Store a report that a program sends with a key; return its id. Raises Refused.

    `token`: the program's own name for it; sent again, the report of the first time is returned. `before`: it is read
    before it is shown. `photo` is kept as it is until a job has made one of ours of it. Nobody is written to: an
    address that others hand over was confirmed by nobody.
    """
    party = keys.party_of(key)
    if party is None:
        raise Refused(NO_KEY)
    source = f"party:{party}"
    if token and (there := _sent_before(source, token[:TOKEN_MOST])):
        return there
    row = Call.objects.get(pk=call)
    require_open(row, at)
    chosen = known(category)
    said = named(replace(content, category=category, attributes=attributes), chosen)
    check_as(checked(said), chosen.facts)
    made = store(
        call=row,
        content=said,
        author=None,
        informed=False,
        channel=Channel.PROGRAM,
        entered_by=None,
        before=before,
        at=at,
    )
    Contribution.objects.filter(pk=made).update(source=source, source_id=token[:TOKEN_MOST])
    if photo:
        keep_photo(contribution=made, picture=photo, at=at)
    return made


def _sent_before(source: str, token: str) -> UUID | None:
    """Return what this name stands for already; two that send it at once take turns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"reports.program:{source}:{token}"])
    return Contribution.objects.filter(source=source, source_id=token).values_list("pk", flat=True).first()
