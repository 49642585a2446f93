"""The API's addresses: each version below its number. `pages`: what people read about it, in their language."""

from django.urls import path, reverse_lazy
from django.views.generic import RedirectView

from smilecity.doors.api import about
from smilecity.doors.api.v1 import api as v1

urlpatterns = [path("", RedirectView.as_view(url=reverse_lazy("open_data"))), path("v1/", v1.urls)]
pages = [path("", about.about, name="open_data")]
