"""Where one reports something, sees what came of it, reads why something is not shown, and complains. Contacts."""

from django.urls import path

from smilecity.collect.contributions.rules import Kind
from smilecity.doors.web.views import moderation

_WORDS = {Kind.IDEA: "ideen", Kind.PLACE: "orte"}

urlpatterns = [
    *(
        path(f"{word}/<int:number>/melden/", moderation.flag, {"kind": kind}, name=f"{kind}_flag")
        for kind, word in _WORDS.items()
    ),
    path("meldung/<str:token>/", moderation.flag_state, name="flag_state"),
    path("entscheidung/<str:token>/", moderation.statement, name="statement"),
    path("kontaktstellen/", moderation.contact_points, name="contact_points"),
]
