"""Addresses of the statistics: of each kind the newest year, each year, and their files."""

from django.urls import URLPattern, path

from smilecity.collect.contributions.rules import Kind
from smilecity.doors.web.kind_words import PATHS
from smilecity.doors.web.views import statistics


def _of(kind: Kind, word: str) -> list[URLPattern]:
    given, begin = {"kind": kind}, f"{word}/statistik"
    return [
        path(f"{begin}/", statistics.newest, given, name=f"{kind}_statistics"),
        path(f"{begin}.csv", statistics.every_csv, given, name=f"{kind}_statistics_all_csv"),
        path(f"{begin}/<int:year>/", statistics.one, given, name=f"{kind}_statistics_year"),
        path(f"{begin}/<int:year>.csv", statistics.one_csv, given, name=f"{kind}_statistics_csv"),
    ]


urlpatterns = [
    *(each for kind, word in PATHS.items() for each in _of(kind, word)),
    path(
        f"{PATHS[Kind.REPORT]}/statistik/<int:year>.pdf",
        statistics.one_pdf,
        {"kind": Kind.REPORT},
        name="report_statistics_pdf",
    ),
]
