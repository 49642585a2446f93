"""The desk's addresses for setting up a city."""

from django.urls import path

from smilecity.doors.desk import city_files, city_people, city_setup

urlpatterns = [
    path("stadt/", city_setup.setup, name="city"),
    path("stadt/angaben/", city_setup.facts, name="city_facts"),
    path("stadt/farbe/", city_setup.colours, name="city_colours"),
    path("stadt/e-mail/", city_setup.mail, name="city_mail"),
    path("stadt/konten/", city_people.people, name="city_people"),
    path("stadt/einlesen/<slug:kind>/", city_files.take_in, name="city_file"),
]
