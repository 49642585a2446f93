"""What is done in the calendar: staff make events and steer their dates, people register, mails are taken once."""

from smilecity.collect.calendar.actions.booking import (
    ask,
    change_seats,
    confirm_by_code,
    confirm_by_link,
    drop_expired,
    enter,
    fate,
    register,
    remove_booking,
    resend,
    take_back,
    withdraw,
)
from smilecity.collect.calendar.actions.dates import add_dates, cancel, move, remove_date, revive
from smilecity.collect.calendar.actions.documenting import add_photo, document, remove_photo
from smilecity.collect.calendar.actions.erasing import erase_person, forget_old
from smilecity.collect.calendar.actions.events import (
    EventFields,
    edit_event,
    hide_event,
    make_event,
    publish_event,
    remove_event,
)
from smilecity.collect.calendar.actions.importing import import_entries
from smilecity.collect.calendar.actions.telling import Letter, take_letters

__all__ = [
    "EventFields",
    "Letter",
    "add_dates",
    "add_photo",
    "ask",
    "cancel",
    "change_seats",
    "confirm_by_code",
    "confirm_by_link",
    "document",
    "drop_expired",
    "edit_event",
    "enter",
    "erase_person",
    "fate",
    "forget_old",
    "hide_event",
    "import_entries",
    "make_event",
    "move",
    "publish_event",
    "register",
    "remove_booking",
    "remove_date",
    "remove_event",
    "remove_photo",
    "resend",
    "revive",
    "take_back",
    "take_letters",
    "withdraw",
]
