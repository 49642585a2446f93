"""Where authors change or withdraw what they contributed. The same for every kind."""

from django.urls import path

from smilecity.doors.web.kind_words import PATHS
from smilecity.doors.web.views import own

_ADDRESSES = (("aendern/", own.edit, "edit"), ("zurueckziehen/", own.withdraw, "withdraw"))

urlpatterns = [
    path(f"{word}/<int:number>/{address}", view, {"kind": kind}, name=f"{kind}_{name}")
    for kind, word in PATHS.items()
    for address, view, name in _ADDRESSES
]
