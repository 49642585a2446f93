"""What staff say of a datastream: who may read it, who provides it, under which licence; each change is in the log.

No technician's work: the standard's own properties are changed through `updating`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.keys import rules as keys
from smilecity.people.keys.models import Party
from smilecity.people.models import User
from smilecity.sense.things.actions.acting import Created, tell
from smilecity.sense.things.models import Datastream, DatastreamShare
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.words import Access, SecondValue

NOT_IN_CHARGE = sentence("Messwerte verwalten nur Datenbetreuung und Administration.")
NO_DATASTREAM = sentence("Diese Messreihe gibt es nicht mehr.")
NO_NAME = sentence("Bitte geben Sie der Messreihe einen Namen.")
NO_LICENCE = sentence("Bitte wählen Sie eine Lizenz: Ohne Lizenz darf niemand öffentliche Werte weiterverwenden.")
NOBODY_SHARED = sentence("Bitte kreuzen Sie an, mit wem die Messreihe geteilt wird.")
NO_PARTY = sentence("Einen der Partner gibt es nicht mehr. Bitte wählen Sie neu.")
TOO_LONG = sentence("Bitte kürzen Sie: höchstens {most} Zeichen.")

NAME_MOST, TEXT_MOST = 500, 20_000
LICENCE_MOST, CONTACT_MOST = 200, 300


@dataclass(frozen=True, kw_only=True)
class Description:
    """What staff say of a datastream. `owner`: the party that provides it, None for the city itself."""

    name: str
    description: str = ""
    owner: int | None = None
    licence: str = ""
    legal_basis: str = ""
    contact: str = ""
    access: Access = Access.PUBLIC
    shared_with: frozenset[int] = frozenset()
    second_value: SecondValue = SecondValue.KEEP


@transaction.atomic
def describe(*, datastream: int, said: Description, by: User | None, at: datetime) -> None:
    """Change what is said of a datastream, and who may read it from now on. Raises Refused.

    `by` None: the program itself.
    """
    require_charge(by)
    _require_sensible(said)
    row = Datastream.objects.select_for_update(no_key=True).filter(pk=datastream).first()
    if row is None:
        raise Refused(NO_DATASTREAM)
    before = row.access
    _write(row, said, at)
    _share(row, said)
    tell([Created(Kind.MULTI_DATASTREAMS if row.multi else Kind.DATASTREAMS, row.pk)], at=at)
    audit.record(
        actor=by.pk if by else None,
        verb="things.describe",
        subject=f"datastream:{datastream}",
        at=at,
        details={"access": said.access.value, "access_before": before},
    )


def require_charge(by: User | None) -> None:
    """Refuse whoever does not look after what is measured. Raises Refused."""
    if by is not None and not keys.may_manage(by.role_set):
        raise Refused(NOT_IN_CHARGE)


def _require_sensible(said: Description) -> None:
    if not said.name.strip():
        raise Refused(NO_NAME)
    lengths = (
        (said.name, NAME_MOST),
        (said.description, TEXT_MOST),
        (said.licence, LICENCE_MOST),
        (said.legal_basis, TEXT_MOST),
        (said.contact, CONTACT_MOST),
    )
    for text, most in lengths:
        if len(text) > most:
            raise Refused(TOO_LONG, most=most)
    if said.access is Access.PUBLIC and not said.licence.strip():
        raise Refused(NO_LICENCE)
    if said.access is Access.SHARED and not said.shared_with:
        raise Refused(NOBODY_SHARED)
    _require_parties(said.shared_with | ({said.owner} if said.owner is not None else frozenset()))


def _require_parties(named: Collection[int]) -> None:
    if Party.objects.filter(pk__in=named).count() != len(named):
        raise Refused(NO_PARTY)


def _write(row: Datastream, said: Description, at: datetime) -> None:
    row.name, row.description = said.name.strip(), said.description.strip()
    row.owner_id = said.owner
    row.licence, row.legal_basis, row.contact = said.licence.strip(), said.legal_basis.strip(), said.contact.strip()
    row.access, row.second_value = said.access.value, said.second_value.value
    row.changed_at = at
    row.save()


def _share(row: Datastream, said: Description) -> None:
    """Keep the parties it is shared with; those of a datastream that is not shared are forgotten."""
    wanted = said.shared_with if said.access is Access.SHARED else frozenset()
    shares = DatastreamShare.objects.filter(datastream=row)
    shares.exclude(party__in=wanted).delete()
    known = set(shares.values_list("party", flat=True))
    DatastreamShare.objects.bulk_create(
        DatastreamShare(datastream=row, party_id=party) for party in sorted(wanted - known)
    )
