"""The public pages."""

from django.conf import settings
from django.urls import path

from smilecity.doors.web import (
    calendar_urls,
    crew_urls,
    measured_urls,
    moderation_urls,
    notice_urls,
    own_data_urls,
    own_urls,
    pages_urls,
    search_urls,
    statistics_urls,
    styleguide,
    writing_urls,
)
from smilecity.doors.web.kind_words import PATHS
from smilecity.doors.web.views import (
    account,
    answering,
    confirming,
    contributions,
    dashboard,
    home,
    kiosk,
    legal,
    map_pages,
    maps,
    outcomes,
    proofs,
    question_pictures,
    redeeming,
    results,
    settling,
)

app_name = "web"

_SURVEY = "umfragen/<slug:slug>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("farben.css", home.colours, name="colours"),
    path("impressum/", legal.imprint, name="imprint"),
    path("datenschutz/", legal.privacy, name="privacy"),
    path("barrierefreiheit/", legal.accessibility, name="accessibility"),
    path("kontakt/", legal.contact_us, name="contact_us"),
    path("barriere-melden/", legal.barrier, name="barrier"),
    path("barriere-melden/danke/", legal.barrier_thanks, name="barrier_thanks"),
    path("umfragen/bilder/<uuid:picture>-<slug:size>.webp", question_pictures.picture, name="question_picture"),
    path(_SURVEY, answering.start, name="survey"),
    path(f"{_SURVEY}frage/<int:number>/", answering.question, name="question"),
    path(f"{_SURVEY}angaben/", answering.profile, name="profile"),
    path(f"{_SURVEY}kontakt/", answering.contact, name="contact"),
    path(f"{_SURVEY}code/", redeeming.code, name="code"),
    path(f"{_SURVEY}vor-ort/danke/", kiosk.done, name="kiosk_done"),
    path(f"{_SURVEY}vor-ort/vergessen/", kiosk.forget, name="kiosk_forget"),
    path(f"{_SURVEY}vor-ort/ende/", kiosk.end, name="kiosk_end"),
    path("vor-ort/<str:secret>/", kiosk.start, name="kiosk_start"),
    path(f"{_SURVEY}pruefen/", answering.check, name="check"),
    path(f"{_SURVEY}postfach/", settling.wait, name="wait"),
    path(f"{_SURVEY}postfach/stand/", settling.mail, name="mail"),
    path(f"{_SURVEY}postfach/erneut/", settling.resend, name="resend"),
    path(f"{_SURVEY}postfach/zurueck/", settling.take_back, name="take_back"),
    path(f"{_SURVEY}aendern/<str:secret>/", settling.change, name="change"),
    path(f"{_SURVEY}ergebnis/", results.result, name="result"),
    path(f"{_SURVEY}ergebnis.csv", results.result_csv, name="result_csv"),
    path(f"{_SURVEY}ergebnis.xlsx", results.result_xlsx, name="result_xlsx"),
    path(f"{_SURVEY}ergebnis.pdf", results.result_pdf, name="result_pdf"),
    path(f"{_SURVEY}ergebnis.json", results.result_json, name="result_json"),
    *(path(f"{word}/", contributions.every, {"kind": kind}, name=f"{kind}s") for kind, word in PATHS.items()),
    *(
        path(f"{word}/<int:number>/", contributions.one, {"kind": kind}, name=kind.value)
        for kind, word in PATHS.items()
    ),
    path("was-wurde-daraus/", outcomes.outcomes, name="outcomes"),
    path("mein-bereich/", dashboard.mine, name="mine"),
    path("mein-bereich/gelesen/", dashboard.seen, name="mine_seen"),
    path("mein-bereich/konto/", account.account_part, name="account_part"),
    path("karte/", map_pages.whole, name="map"),
    path("karte/einbetten/", map_pages.embedded, name="map_embedded"),
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
    *own_data_urls.urlpatterns,
    *measured_urls.urlpatterns,
    *crew_urls.urlpatterns,
    *statistics_urls.urlpatterns,
    *search_urls.urlpatterns,
    *calendar_urls.urlpatterns,
    *pages_urls.urlpatterns,
]

if settings.DEMO or settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide.page, name="styleguide"))
