"""Where people see what we hold of them, take a copy, and have it erased: signed in, or by the link of a mail."""

from django.urls import path

from smilecity.doors.web.views import own_data

_OWN = "mein-bereich/daten/"
_LINK = "meine-daten/link/<str:token>/"

urlpatterns = [
    path(_OWN, own_data.mine, name="own_data"),
    path(f"{_OWN}name/", own_data.name, name="own_data_name"),
    path(f"{_OWN}schema.json", own_data.schema, name="own_data_schema"),
    path(f"{_OWN}kopie.json", own_data.download, name="own_data_download"),
    path(f"{_OWN}loeschen/", own_data.erase, name="own_data_erase"),
    path(f"{_OWN}loeschen/link/", own_data.ask_to_erase, name="own_data_ask_to_erase"),
    path("meine-daten/", own_data.ask, name="own_data_ask"),
    path("meine-daten/unterwegs/", own_data.sent, name="own_data_sent"),
    path(_LINK, own_data.by_link, name="own_link"),
    path(f"{_LINK}kopie.json", own_data.download_by_link, name="own_link_download"),
    path(f"{_LINK}loeschen/", own_data.erase_by_link, name="own_link_erase"),
]
