"""Addresses of what the city measures."""

from django.urls import path

from smilecity.doors.web.views import measured

urlpatterns = [
    path("messwerte/", measured.measured, name="measured"),
    path("messwerte/karte/", measured.data, name="measured_map"),
    path("messwerte/orte/<int:number>/", measured.thing, name="measured_thing"),
    path("messwerte/reihen/<int:number>/", measured.series, name="measured_series"),
    path("messwerte/reihen/<int:number>/jetzt/", measured.now, name="measured_now"),
    path("messwerte/reihen/<int:number>/verlauf/", measured.history, name="measured_history"),
]
