"""The pages of crews, below /einsatz/. What a worker of the browser may keep lies below the address of its own file."""

from django.urls import path

from smilecity.doors.web.views import crew, crew_files

urlpatterns = [
    path("einsatz/", crew.orders, name="crew"),
    path("einsatz/sw.js", crew_files.worker, name="crew_worker"),
    path("einsatz/stand/", crew.state, name="crew_state"),
    path("einsatz/senden/", crew.send, name="crew_send"),
    path("einsatz/karte.json", crew_files.map_data, name="crew_map"),
    path("einsatz/<uuid:order>/", crew.order, name="crew_order"),
    path("einsatz/<uuid:order>/fotos/<uuid:photo>-<slug:size>.webp", crew_files.photo, name="crew_photo"),
]
