"""The addresses of GeoReport v2 below /open311/. What is asked for comes in the form that its address ends in."""

from django.urls import path, re_path, register_converter, reverse_lazy
from django.views.generic import RedirectView

from smilecity.doors.api.klarschiff import klarschiff_file
from smilecity.doors.api.open311 import views
from smilecity.doors.api.open311.discovery import discovery


class FormConverter:
    """json or xml."""

    regex = "json|xml"

    def to_python(self, value: str) -> str:
        """Return it as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return it as it stands."""
        return value


register_converter(FormConverter, "open311")
app_name = "open311"
_about = RedirectView.as_view(url=reverse_lazy("open_data"))

urlpatterns = [
    path("", _about),
    path("discovery.<open311:form>", discovery, name="discovery"),
    path("klarschiff.csv", klarschiff_file, name="klarschiff"),
    path("v2/", _about, name="root"),
    path("v2/discovery.<open311:form>", discovery),
    path("v2/services.<open311:form>", views.services, name="services"),
    path("v2/services/<str:code>.<open311:form>", views.service, name="service"),
    path("v2/requests.<open311:form>", views.requests, name="requests"),
    path("v2/requests/<str:number>.<open311:form>", views.one_request, name="request"),
    # As the OpenAPI description of the specification has it.
    path("v2/request/<str:number>.<open311:form>", views.one_request),
    path("v2/tokens/<str:given>.<open311:form>", views.token, name="token"),
    re_path(r"^(?P<rest>.*)\.(?P<form>json|xml)$", views.nothing),
    path("<path:rest>", views.nothing),
]
