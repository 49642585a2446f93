"""What may be asked of field work: crews, what a crew has to do and has done, what the desk knows of an order."""

from smilecity.deliver.fieldwork.queries.crews import CrewOrder, CrewRow, MemberRow, crews, orders_by_crew
from smilecity.deliver.fieldwork.queries.desk import DeskOrder, ReturnedRow, is_crews, order_of, orders_of, returned
from smilecity.deliver.fieldwork.queries.finished import finished
from smilecity.deliver.fieldwork.queries.outside import (
    OrderPage,
    OrderPhoto,
    OrderRow,
    may_send,
    my_order,
    my_orders,
    settled_today,
)

__all__ = [
    "CrewOrder",
    "CrewRow",
    "DeskOrder",
    "MemberRow",
    "OrderPage",
    "OrderPhoto",
    "OrderRow",
    "ReturnedRow",
    "crews",
    "finished",
    "is_crews",
    "may_send",
    "my_order",
    "my_orders",
    "order_of",
    "orders_by_crew",
    "orders_of",
    "returned",
    "settled_today",
]
