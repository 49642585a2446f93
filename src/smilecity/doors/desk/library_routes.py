"""The desk's addresses for the library of questions."""

from django.urls import path

from smilecity.doors.desk import library, library_taking, library_writing

_ENTRY = "fragensammlung/<uuid:entry>/"
_SURVEY = "umfragen/<uuid:survey>/"

urlpatterns = [
    path("fragensammlung/", library.library, name="library"),
    path("fragensammlung/neu/", library_writing.new, name="library_new"),
    path("fragensammlung/mitgeliefert/", library.first_set, name="library_first_set"),
    path("fragensammlung/einlesen/", library_taking.take_file, name="library_file"),
    path("fragensammlung.json", library_taking.as_file, name="library_as_file"),
    path(_ENTRY, library.entry, name="library_entry"),
    path(f"{_ENTRY}bearbeiten/", library_writing.edit, name="library_edit"),
    path(f"{_ENTRY}loeschen/", library.remove, name="library_remove"),
    path(f"{_SURVEY}fragensammlung/", library_taking.take, name="take_questions"),
    path(f"{_SURVEY}fragen/<uuid:question>/sammlung/", library_writing.put, name="put_question"),
]
