"""What is done in moderation: staff decide, take back and erase, readers report, both sides may complain."""

from smilecity.understand.moderation.actions.appealing import another_could, appeal, settle_appeal
from smilecity.understand.moderation.actions.correcting import correct, cover, hide_photo
from smilecity.understand.moderation.actions.deciding import Reason, hide, keep, release
from smilecity.understand.moderation.actions.flagging import Flagged, flag
from smilecity.understand.moderation.actions.forgetting import forget
from smilecity.understand.moderation.actions.removing import remove
from smilecity.understand.moderation.actions.restoring import show_photo, uncover
from smilecity.understand.moderation.actions.settling import settle_due
from smilecity.understand.moderation.actions.telling import (
    Letter,
    Receipt,
    ToAuthor,
    ToReporter,
    take_answer,
    take_decision,
    take_receipt,
)
from smilecity.understand.moderation.actions.templates import remove_template, save_template, take_samples
from smilecity.understand.moderation.actions.undoing import undo
from smilecity.understand.moderation.actions.watching import notice, notice_photo, notice_step

__all__ = [
    "Flagged",
    "Letter",
    "Reason",
    "Receipt",
    "ToAuthor",
    "ToReporter",
    "another_could",
    "appeal",
    "correct",
    "cover",
    "flag",
    "forget",
    "hide",
    "hide_photo",
    "keep",
    "notice",
    "notice_photo",
    "notice_step",
    "release",
    "remove",
    "remove_template",
    "save_template",
    "settle_appeal",
    "settle_due",
    "show_photo",
    "take_answer",
    "take_decision",
    "take_receipt",
    "take_samples",
    "uncover",
    "undo",
]
