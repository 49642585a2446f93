"""The desk's own addresses, in the namespace `desk`. Wagtail lets in only who may enter its shell."""

from django.urls import path

from smilecity.doors.desk import (
    audit,
    inbox_routes,
    measured_routes,
    moderation_routes,
    preview,
    questions,
    results,
    steering,
    surveys,
    texts,
)

app_name = "desk"

_SURVEY = "umfragen/<uuid:survey>/"
_QUESTION = f"{_SURVEY}fragen/<uuid:question>/"

urlpatterns = [
    path("umfragen/", surveys.surveys, name="surveys"),
    path("umfragen/neu/", surveys.new, name="new_survey"),
    path(_SURVEY, surveys.overview, name="survey"),
    path(f"{_SURVEY}angaben/", surveys.edit, name="edit_survey"),
    path(f"{_SURVEY}vorschau/", preview.preview, name="preview"),
    path(f"{_SURVEY}oeffnen/", steering.open_survey, name="open"),
    path(f"{_SURVEY}verschieben/", steering.extend, name="extend"),
    path(f"{_SURVEY}schliessen/", steering.close, name="close"),
    path(f"{_SURVEY}fragen/neu/", questions.new, name="new_question"),
    path(_QUESTION, questions.edit, name="edit_question"),
    path(f"{_QUESTION}verschieben/", questions.move, name="move_question"),
    path(f"{_QUESTION}loeschen/", questions.remove, name="remove_question"),
    path(f"{_SURVEY}texte/", texts.texts, name="texts"),
    path(f"{_SURVEY}texte/<uuid:text>/", texts.review, name="review_text"),
    path(f"{_SURVEY}ergebnis/", results.result, name="result"),
    path(f"{_SURVEY}ergebnis/veroeffentlichen/", results.publish, name="publish"),
    path(f"{_SURVEY}ergebnis/zuruecknehmen/", results.withdraw, name="withdraw"),
    *moderation_routes.urlpatterns,
    *inbox_routes.urlpatterns,
    *measured_routes.urlpatterns,
    path("protokoll/", audit.log, name="audit"),
]
