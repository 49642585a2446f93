"""What may be asked of the answers: promises, the inbox, one case, how offices are organised, who kept their word."""

from smilecity.deliver.answers.queries.batches import BatchRow, ItemRow, batch
from smilecity.deliver.answers.queries.cases import Case, NoteRow, by_number, case
from smilecity.deliver.answers.queries.inbox import Counts, Desk, InboxFilter, InboxPage, InboxRow, Tab, counts, inbox
from smilecity.deliver.answers.queries.letters import DueItem, StaffLetter, staff_letter
from smilecity.deliver.answers.queries.offices import (
    AbsenceRow,
    BlockRow,
    ClerkRow,
    DutyRow,
    OfficeDesk,
    absences,
    blocks,
    clerks,
    colleagues,
    duties,
    office_desks,
)
from smilecity.deliver.answers.queries.outcomes import Counted, OverdueRow, numbers, overdue
from smilecity.deliver.answers.queries.promises import Promise, promise, promise_of, standing

__all__ = [
    "AbsenceRow",
    "BatchRow",
    "BlockRow",
    "Case",
    "ClerkRow",
    "Counted",
    "Counts",
    "Desk",
    "DueItem",
    "DutyRow",
    "InboxFilter",
    "InboxPage",
    "InboxRow",
    "ItemRow",
    "NoteRow",
    "OfficeDesk",
    "OverdueRow",
    "Promise",
    "StaffLetter",
    "Tab",
    "absences",
    "batch",
    "blocks",
    "by_number",
    "case",
    "clerks",
    "colleagues",
    "counts",
    "duties",
    "inbox",
    "numbers",
    "office_desks",
    "overdue",
    "promise",
    "promise_of",
    "staff_letter",
    "standing",
]
