"""What is done about work outside: crews are put together, orders given and taken back, ended on the spot."""

from smilecity.deliver.fieldwork.actions.crews import (
    add_to_crew,
    close_crew,
    make_crew,
    open_crew,
    remove_from_crew,
    rename_crew,
)
from smilecity.deliver.fieldwork.actions.forgetting import forget_names, forget_words
from smilecity.deliver.fieldwork.actions.ordering import change_crew, order_work, withdraw_order
from smilecity.deliver.fieldwork.actions.receiving import CrewPhoto, Settled
from smilecity.deliver.fieldwork.actions.settling import add_photos, settle

__all__ = [
    "CrewPhoto",
    "Settled",
    "add_photos",
    "add_to_crew",
    "change_crew",
    "close_crew",
    "forget_names",
    "forget_words",
    "make_crew",
    "open_crew",
    "order_work",
    "remove_from_crew",
    "rename_crew",
    "settle",
    "withdraw_order",
]
