"""The public pages."""

from django.conf import settings
from django.urls import path

from smilecity.doors.web import measured_urls, moderation_urls, notice_urls, own_urls, styleguide, writing_urls
from smilecity.doors.web.views import (
    answering,
    confirming,
    contributions,
    dashboard,
    home,
    maps,
    outcomes,
    proofs,
    results,
    settling,
)

app_name = "web"

_SURVEY = "umfragen/<slug:slug>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("farben.css", home.colours, name="colours"),
    path("impressum/", home.imprint, name="imprint"),
    path("datenschutz/", home.privacy, name="privacy"),
    path("barrierefreiheit/", home.accessibility, name="accessibility"),
    path(_SURVEY, answering.start, name="survey"),
    path(f"{_SURVEY}frage/<int:number>/", answering.question, name="question"),
    path(f"{_SURVEY}angaben/", answering.profile, name="profile"),
    path(f"{_SURVEY}kontakt/", answering.contact, name="contact"),
    path(f"{_SURVEY}pruefen/", answering.check, name="check"),
    path(f"{_SURVEY}postfach/", settling.wait, name="wait"),
    path(f"{_SURVEY}postfach/stand/", settling.mail, name="mail"),
    path(f"{_SURVEY}postfach/erneut/", settling.resend, name="resend"),
    path(f"{_SURVEY}postfach/zurueck/", settling.take_back, name="take_back"),
    path(f"{_SURVEY}aendern/<str:secret>/", settling.change, name="change"),
    path(f"{_SURVEY}ergebnis/", results.result, name="result"),
    path(f"{_SURVEY}ergebnis.csv", results.result_csv, name="result_csv"),
    path(f"{_SURVEY}ergebnis.json", results.result_json, name="result_json"),
    path("ideen/", contributions.ideas, name="ideas"),
    path("ideen/<int:number>/", contributions.idea, name="idea"),
    path("orte/", contributions.places, name="places"),
    path("orte/<int:number>/", contributions.place, name="place"),
    path("was-wurde-daraus/", outcomes.outcomes, name="outcomes"),
    path("mein-bereich/", dashboard.mine, name="mine"),
    path("mein-bereich/gelesen/", dashboard.seen, name="mine_seen"),
    path("karte/aufbau.json", maps.setup, name="map_setup"),
    path("karte/daten/", maps.data, name="map_data"),
    path("karte/grund/<str:name>-<str:digest>.json", maps.drawing, name="map_drawing"),
    path("karte/kacheln/<int:z>/<int:x>/<int:y>", maps.tile, name="map_tile"),
    path("ort/", maps.place, name="place_words"),
    path("ort/suche/", maps.search, name="place_search"),
    path("nachweis/", proofs.challenge, name="proof_challenge"),
    path("teilnahme/<str:token>/", confirming.confirm, name="confirm"),
    *writing_urls.urlpatterns,
    *moderation_urls.urlpatterns,
    *notice_urls.urlpatterns,
    *own_urls.urlpatterns,
    *measured_urls.urlpatterns,
]

if settings.DEMO or settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide.page, name="styleguide"))
