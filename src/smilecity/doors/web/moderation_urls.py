"""Where one reports something, sees what came of it, reads why something is not shown, and complains. Contacts."""

from django.urls import path

from smilecity.doors.web.kind_words import PATHS
from smilecity.doors.web.views import moderation

urlpatterns = [
    *(
        path(f"{word}/<int:number>/melden/", moderation.flag, {"kind": kind}, name=f"{kind}_flag")
        for kind, word in PATHS.items()
    ),
    path("meldung/<str:token>/", moderation.flag_state, name="flag_state"),
    path("entscheidung/<str:token>/", moderation.statement, name="statement"),
    path("kontaktstellen/", moderation.contact_points, name="contact_points"),
]
