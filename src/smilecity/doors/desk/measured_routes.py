"""The addresses of what is measured at the desk, in the namespace of the desk."""

from django.urls import path

from smilecity.doors.desk import datastreams, keys, looks, measured, measured_removing, parties, things

_PARTY = "messwerte/partner/<int:party>/"
_THING = "messwerte/messstellen/<int:thing>/"
_DATASTREAM = "messwerte/<int:datastream>/"

urlpatterns = [
    path("messwerte/", measured.measured, name="measured"),
    path("messwerte/zugriffe/", looks.looks, name="looks"),
    path("messwerte/neu/", things.new, name="new_thing"),
    path(_THING, things.thing, name="thing"),
    path(f"{_THING}ort/", things.move, name="move_thing"),
    path(f"{_THING}messreihe/", things.add, name="new_datastream"),
    path(f"{_THING}loeschen/", measured_removing.thing, name="remove_thing"),
    path(_DATASTREAM, datastreams.datastream, name="datastream"),
    path(f"{_DATASTREAM}loeschen/", measured_removing.datastream, name="remove_datastream"),
    path("messwerte/partner/", parties.parties, name="parties"),
    path("messwerte/partner/neu/", parties.new, name="new_party"),
    path(_PARTY, parties.party, name="party"),
    path(f"{_PARTY}beenden/", parties.end, name="end_party"),
    path(f"{_PARTY}schluessel/", keys.new, name="new_key"),
    path("messwerte/schluessel/<uuid:key>/widerrufen/", keys.revoke, name="revoke_key"),
]
