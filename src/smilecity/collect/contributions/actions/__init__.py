"""What is done to contributions: staff make calls, people contribute, rooms downstream steer; all on one history."""

from smilecity.collect.contributions.actions.calls import CallFields, close_due, edit_call, make_call
from smilecity.collect.contributions.actions.commenting import comment_as_guest, comment_as_member, comment_for_office
from smilecity.collect.contributions.actions.confirming import confirm_by_code, confirm_by_link
from smilecity.collect.contributions.actions.drafts import begin, write
from smilecity.collect.contributions.actions.editing import edit, edit_comment, erase_revisions, withdraw_by_author
from smilecity.collect.contributions.actions.erasing import (
    drop_expired,
    erase_person,
    forget_who,
    remove,
    remove_comment,
)
from smilecity.collect.contributions.actions.files import sweep_files
from smilecity.collect.contributions.actions.merging import merge, part
from smilecity.collect.contributions.actions.photos import (
    Prepared,
    add_photo,
    add_photo_to,
    add_prepared_photo,
    cover_photo,
    describe_photo,
    erase_originals,
    hide_photo,
    prepare_photo,
    remove_photo,
    uncover_photo,
)
from smilecity.collect.contributions.actions.reaching import give_contact
from smilecity.collect.contributions.actions.steering import (
    note,
    reply,
    set_category,
    set_comment_publicity,
    set_office,
    set_publicity,
    set_status,
    tell,
)
from smilecity.collect.contributions.actions.storing import Content, enter
from smilecity.collect.contributions.actions.supporting import support_as_guest, support_as_member, withdraw_support
from smilecity.collect.contributions.actions.taking import (
    resend,
    submit_anonymously,
    submit_as_guest,
    submit_as_member,
    take_back,
)
from smilecity.collect.contributions.rules import Settled

__all__ = [
    "CallFields",
    "Content",
    "Prepared",
    "Settled",
    "add_photo",
    "add_photo_to",
    "add_prepared_photo",
    "begin",
    "close_due",
    "comment_as_guest",
    "comment_as_member",
    "comment_for_office",
    "confirm_by_code",
    "confirm_by_link",
    "cover_photo",
    "describe_photo",
    "drop_expired",
    "edit",
    "edit_call",
    "edit_comment",
    "enter",
    "erase_originals",
    "erase_person",
    "erase_revisions",
    "forget_who",
    "give_contact",
    "hide_photo",
    "make_call",
    "merge",
    "note",
    "part",
    "prepare_photo",
    "remove",
    "remove_comment",
    "remove_photo",
    "reply",
    "resend",
    "set_category",
    "set_comment_publicity",
    "set_office",
    "set_publicity",
    "set_status",
    "submit_anonymously",
    "submit_as_guest",
    "submit_as_member",
    "support_as_guest",
    "support_as_member",
    "sweep_files",
    "take_back",
    "tell",
    "uncover_photo",
    "withdraw_by_author",
    "withdraw_support",
    "write",
]
