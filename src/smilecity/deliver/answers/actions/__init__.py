"""What is done about answers: offices get to work, reply in public, keep their dates or are reminded."""

from smilecity.deliver.answers.actions.answering import answer
from smilecity.deliver.answers.actions.assigning import assign, assign_missing
from smilecity.deliver.answers.actions.batches import begin_batch, work_off
from smilecity.deliver.answers.actions.commenting import comment
from smilecity.deliver.answers.actions.counting import count
from smilecity.deliver.answers.actions.merging import merge, part
from smilecity.deliver.answers.actions.moving import extend, hand_over
from smilecity.deliver.answers.actions.noting import edit_block, let_go, make_block, note, remove_block, take
from smilecity.deliver.answers.actions.organising import (
    add_clerk,
    add_duty,
    describe_office,
    end_absence,
    note_absence,
    remove_clerk,
    remove_duty,
    set_office_rule,
)
from smilecity.deliver.answers.actions.reminding import remind
from smilecity.deliver.answers.actions.reporting import (
    delegate_report,
    file_report,
    move_category,
    take_report_back,
)
from smilecity.deliver.answers.actions.working import (
    answer_from_work,
    drop_notes_from_work,
    forget_who_worked,
    note_from_work,
)

__all__ = [
    "add_clerk",
    "add_duty",
    "answer",
    "answer_from_work",
    "assign",
    "assign_missing",
    "begin_batch",
    "comment",
    "count",
    "delegate_report",
    "describe_office",
    "drop_notes_from_work",
    "edit_block",
    "end_absence",
    "extend",
    "file_report",
    "forget_who_worked",
    "hand_over",
    "let_go",
    "make_block",
    "merge",
    "move_category",
    "note",
    "note_absence",
    "note_from_work",
    "part",
    "remind",
    "remove_block",
    "remove_clerk",
    "remove_duty",
    "set_office_rule",
    "take",
    "take_report_back",
    "work_off",
]
