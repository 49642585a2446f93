"""Codes for tests: a batch made and printed through the actions, as the desk does it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from smilecity.collect.surveys import actions
from smilecity.collect.surveys.rules import Settled
from smilecity.ground import hashes
from smilecity.people.codes import queries
from smilecity.people.codes.queries import SheetRow
from smilecity.people.codes.rules import Layout
from smilecity.people.register.rules import Way
from tests.factories import AT, Made, make_draft


def allow(survey: Made, *ways: Way, at: datetime = AT) -> None:
    """Choose the ways of a survey."""
    actions.choose_ways(survey=survey.id, ways=ways, by=survey.staff, at=at)


def make_codes(survey: Made, number: int = 3, *, at: datetime = AT) -> list[str]:
    """Make a batch of codes and print its first sheet; return the codes as printed."""
    batch = actions.make_codes(
        survey=survey.id, name="Briefe Ortsteil Mitte", number=number, layout=Layout.LETTER, by=survey.staff, at=at
    )
    return print_sheet(survey, sheets(survey, batch)[0].id, at=at)


def sheets(survey: Made, batch: UUID | None = None) -> Sequence[SheetRow]:
    """Return the sheets of a batch (none named: of the newest)."""
    row = next(row for row in queries.batches(survey.opened) if batch in {None, row.id})
    return row.sheets


def print_sheet(survey: Made, sheet: UUID, *, at: datetime = AT) -> list[str]:
    """Print a sheet; return its codes."""
    printed: list[str] = []

    def draw(codes: Sequence[str]) -> bytes:
        printed.extend(codes)
        return b""

    actions.print_codes(survey=survey.id, sheet=sheet, draw=draw, by=survey.staff, at=at)
    return printed


def take_part_by_code(survey: Made, code: str, *, address: str = "", secret: str = "", at: datetime = AT) -> Settled:
    """Have somebody answer and send off with a code; return how it ended."""
    key = actions.read_code(survey=survey.id, typed=code, at=at)
    draft = make_draft(survey, at=at)
    secret = secret or hashes.new_secret()
    return actions.submit_by_code(draft=draft, key=key, address=address, secret=secret, at=at)
