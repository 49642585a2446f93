"""Where one writes, supports and comments, waits for the mail, and sees photos. The same for every kind."""

from django.urls import path

from smilecity.doors.web.kind_words import PATHS
from smilecity.doors.web.views import contributing, covering, photos, voices, writing

_ADDRESSES = (
    ("neu/", writing.new, "new"),
    ("neu/<slug:slug>/", writing.call, "call"),
    ("neu/<slug:slug>/vorher/", writing.first, "before"),
    ("neu/<slug:slug>/<slug:name>/", writing.step, "step"),
    ("<int:number>/unterstuetzen/", voices.support, "support"),
    ("<int:number>/kommentieren/", voices.comment, "comment"),
)
_WAIT = "postfach/<uuid:draft>/"

urlpatterns = [
    path("ideen/neu/aehnlich/", writing.live, name="idea_live"),
    *(
        path(f"{word}/{address}", view, {"kind": kind}, name=f"{kind}_{name}")
        for kind, word in PATHS.items()
        for address, view, name in _ADDRESSES
    ),
    path(_WAIT, contributing.wait, name="contribution_wait"),
    path(f"{_WAIT}stand/", contributing.mail, name="contribution_mail"),
    path(f"{_WAIT}erneut/", contributing.resend, name="contribution_resend"),
    path(f"{_WAIT}zurueck/", contributing.take_back, name="contribution_take_back"),
    path("fotos/<uuid:photo>/verdecken/", covering.cover, name="photo_cover"),
    path("fotos/<uuid:photo>-<slug:size>.webp", photos.photo, name="photo"),
]
