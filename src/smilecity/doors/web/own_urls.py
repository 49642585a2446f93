"""Where authors change or withdraw what they contributed. The same for ideas and places."""

from django.urls import path

from smilecity.collect.contributions.rules import Kind
from smilecity.doors.web.views import own

_WORDS = {Kind.IDEA: "ideen", Kind.PLACE: "orte"}
_ADDRESSES = (("aendern/", own.edit, "edit"), ("zurueckziehen/", own.withdraw, "withdraw"))

urlpatterns = [
    path(f"{word}/<int:number>/{address}", view, {"kind": kind}, name=f"{kind}_{name}")
    for kind, word in _WORDS.items()
    for address, view, name in _ADDRESSES
]
