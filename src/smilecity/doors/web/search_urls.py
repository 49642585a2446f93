"""Addresses of the search and of the office directory."""

from django.urls import path

from smilecity.doors.web.views import offices, search

urlpatterns = [
    path("suche/", search.search, name="search"),
    path("suche/vorschlaege/", search.suggest, name="search_suggest"),
    path("zustaendig/", offices.responsible, name="responsible"),
    path("zustaendig/<slug:slug>/", offices.office, name="office"),
]
