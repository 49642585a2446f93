"""The addresses of the calendar at the desk, in the namespace of the desk."""

from django.urls import path

from smilecity.doors.desk import calendar, calendar_dates, calendar_guests, calendar_import

_EVENT = "kalender/<uuid:event>/"
_DATE = "kalender/termine/<int:number>/"

urlpatterns = [
    path("kalender/", calendar.calendar, name="calendar"),
    path("kalender/neu/", calendar.new, name="new_event"),
    path("kalender/einlesen/", calendar_import.read, name="import_events"),
    path(_EVENT, calendar.event, name="event"),
    path(f"{_EVENT}angaben/", calendar.edit, name="edit_event"),
    path(f"{_EVENT}termine/", calendar_dates.add, name="add_dates"),
    path(f"{_EVENT}zeigen/", calendar.publish, name="publish_event"),
    path(f"{_EVENT}verbergen/", calendar.hide, name="hide_event"),
    path(f"{_EVENT}loeschen/", calendar.remove, name="remove_event"),
    path(f"{_DATE}verlegen/", calendar_dates.move, name="move_date"),
    path(f"{_DATE}absagen/", calendar_dates.cancel, name="cancel_date"),
    path(f"{_DATE}doch/", calendar_dates.revive, name="revive_date"),
    path(f"{_DATE}loeschen/", calendar_dates.remove, name="remove_date"),
    path(f"{_DATE}rueckblick/", calendar_dates.document, name="document_date"),
    path(f"{_DATE}rueckblick/bilder/", calendar_dates.add_photo, name="add_event_photo"),
    path(f"{_DATE}rueckblick/bilder/<uuid:photo>/", calendar_dates.remove_photo, name="remove_event_photo"),
    path(f"{_DATE}anmeldungen/", calendar_guests.guests, name="guests"),
    path(f"{_DATE}anmeldungen/<uuid:booking>/loeschen/", calendar_guests.remove, name="remove_guest"),
]
