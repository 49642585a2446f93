"""What is done to contributions: staff make calls, people contribute, rooms downstream steer; all on one history."""

from smilecity.collect.contributions.actions.calls import CallFields, edit_call, make_call
from smilecity.collect.contributions.actions.steering import (
    note,
    reply,
    set_comment_publicity,
    set_office,
    set_publicity,
    set_status,
)
from smilecity.collect.contributions.actions.storing import Content, enter

__all__ = [
    "CallFields",
    "Content",
    "edit_call",
    "enter",
    "make_call",
    "note",
    "reply",
    "set_comment_publicity",
    "set_office",
    "set_publicity",
    "set_status",
]
