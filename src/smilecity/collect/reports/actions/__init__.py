"""What is done to reports: handed in, filed elsewhere, handed to third parties; and what the town hall organises."""

from smilecity.collect.reports.actions.delegating import delegate, take_back
from smilecity.collect.reports.actions.developing import develop_photo, stranded_photos, sweep_waiting
from smilecity.collect.reports.actions.filing import file_under, move_office
from smilecity.collect.reports.actions.organising import (
    CategoryFields,
    remove_responsibility,
    save_category,
    save_questions,
    set_responsibility,
)
from smilecity.collect.reports.actions.programs import submit_by_program
from smilecity.collect.reports.actions.taking import enter, submit_anonymously, submit_as_guest, submit_as_member

__all__ = [
    "CategoryFields",
    "delegate",
    "develop_photo",
    "enter",
    "file_under",
    "move_office",
    "remove_responsibility",
    "save_category",
    "save_questions",
    "set_responsibility",
    "stranded_photos",
    "submit_anonymously",
    "submit_as_guest",
    "submit_as_member",
    "submit_by_program",
    "sweep_waiting",
    "take_back",
]
