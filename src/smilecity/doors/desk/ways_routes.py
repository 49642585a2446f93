"""The desk's addresses for the ways to take part in a survey."""

from django.urls import path

from smilecity.doors.desk import codes, kiosks, paper, ways

_SURVEY = "umfragen/<uuid:survey>/"
_SHEET = f"{_SURVEY}codes/<uuid:sheet>/"

urlpatterns = [
    path(f"{_SURVEY}wege/", ways.choose, name="ways"),
    path(f"{_SURVEY}codes/", codes.codes, name="codes"),
    path(f"{_SHEET}drucken/", codes.print_sheet, name="print_codes"),
    path(f"{_SHEET}ungueltig/", codes.void, name="void_codes"),
    path(f"{_SURVEY}bogen/", paper.enter, name="paper"),
    path(f"{_SURVEY}tablet/", kiosks.kiosks, name="kiosks"),
    path(f"{_SURVEY}tablet/<uuid:kiosk>/beenden/", kiosks.end, name="end_kiosk"),
]
