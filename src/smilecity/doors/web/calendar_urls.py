"""Addresses of the calendar, of its feeds, and of registering."""

from django.urls import path

from smilecity.doors.web.views import booking, calendar

_WAIT = "kalender/postfach/<uuid:asked>/"
_OWN = "kalender/anmeldung/<str:token>/"

urlpatterns = [
    path("kalender/", calendar.listing, name="calendar"),
    path("kalender.ics", calendar.feed, name="calendar_ics"),
    path("kalender/<int:number>/", calendar.event, name="event"),
    path("kalender/<int:number>.ics", calendar.event_ics, name="event_ics"),
    path("kalender/<int:number>/anmelden/", booking.book, name="book"),
    path(_WAIT, booking.wait, name="book_wait"),
    path(f"{_WAIT}stand/", booking.mail, name="book_mail"),
    path(f"{_WAIT}erneut/", booking.resend, name="book_resend"),
    path(f"{_WAIT}zurueck/", booking.take_back, name="book_take_back"),
    path(_OWN, booking.own, name="booking"),
    path(f"{_OWN}plaetze/", booking.seats, name="booking_seats"),
    path(f"{_OWN}absagen/", booking.end, name="booking_end"),
    path("kalender/fotos/<uuid:photo>-<slug:size>.webp", calendar.photo, name="event_photo"),
]
