"""Addresses of subscriptions, by account and by the link of a mail, and of the Atom feeds."""

from django.urls import path

from smilecity.doors.web.kind_words import PATHS
from smilecity.doors.web.views import feeds, subscribing, subscriptions

_OWN = "abos/<str:token>/"

urlpatterns = [
    path("abos/", subscriptions.own, name="subscriptions"),
    path("abos/neu/", subscribing.subscribe, name="subscribe"),
    path("abos/postfach/<uuid:wish>/", subscribing.wait, name="subscribe_wait"),
    path("abos/postfach/<uuid:wish>/stand/", subscribing.mail, name="subscribe_mail"),
    path("abos/postfach/<uuid:wish>/erneut/", subscribing.resend, name="subscribe_resend"),
    path("abos/postfach/<uuid:wish>/zurueck/", subscribing.take_back, name="subscribe_take_back"),
    path("abos/ende/<uuid:subscription>/", subscriptions.end, name="subscriptions_end"),
    path("abos/alles/", subscriptions.stop, name="subscriptions_stop"),
    path("abos/rhythmus/", subscriptions.rhythm, name="subscriptions_rhythm"),
    path("abos/sprache/", subscriptions.language, name="subscriptions_language"),
    path("abos/erneut/", subscriptions.again, name="subscriptions_again"),
    path(_OWN, subscriptions.reader, name="reader"),
    path(f"{_OWN}ende/<uuid:subscription>/", subscriptions.end_by_link, name="reader_end"),
    path(f"{_OWN}alles/", subscriptions.stop_by_link, name="reader_stop"),
    path(f"{_OWN}rhythmus/", subscriptions.rhythm_by_link, name="reader_rhythm"),
    path(f"{_OWN}sprache/", subscriptions.language_by_link, name="reader_language"),
    path(f"{_OWN}erneut/", subscriptions.again_by_link, name="reader_again"),
    *(path(f"feeds/{word}.atom", feeds.listing, {"kind": kind}, name=f"feed_{kind}s") for kind, word in PATHS.items()),
    *(
        path(f"feeds/{word}/<int:number>.atom", feeds.history, {"kind": kind}, name=f"feed_{kind}")
        for kind, word in PATHS.items()
    ),
    path("feeds/antworten.atom", feeds.answers, name="feed_answers"),
]
