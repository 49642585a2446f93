"""What is done to notices: people subscribe and end it, changes are told once to each, mails are taken to be sent."""

from smilecity.deliver.notices.actions.agreeing import write_elsewhere
from smilecity.deliver.notices.actions.asking import (
    Settled,
    ask,
    confirm_by_code,
    confirm_by_link,
    drop_expired,
    fate,
    resend,
    take_back,
)
from smilecity.deliver.notices.actions.erasing import erase_everywhere, erase_person, export_person, forget_old
from smilecity.deliver.notices.actions.following import (
    end,
    end_everything,
    set_rhythm,
    subscribe,
    welcome_author,
    welcome_commenter,
    welcome_supporter,
)
from smilecity.deliver.notices.actions.forgetting import forget_guests
from smilecity.deliver.notices.actions.posting import note_refused, note_taken, take_digests, take_single, try_again
from smilecity.deliver.notices.actions.seeing import mark_seen
from smilecity.deliver.notices.actions.telling import tell_comment, tell_step

__all__ = [
    "Settled",
    "ask",
    "confirm_by_code",
    "confirm_by_link",
    "drop_expired",
    "end",
    "end_everything",
    "erase_everywhere",
    "erase_person",
    "export_person",
    "fate",
    "forget_guests",
    "forget_old",
    "mark_seen",
    "note_refused",
    "note_taken",
    "resend",
    "set_rhythm",
    "subscribe",
    "take_back",
    "take_digests",
    "take_single",
    "tell_comment",
    "tell_step",
    "try_again",
    "welcome_author",
    "welcome_commenter",
    "welcome_supporter",
    "write_elsewhere",
]
