"""Which address leads to which door. Public pages speak three languages: German unprefixed, /en/, /de-simple/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from smilecity.doors.api.urls import pages as api_pages
from smilecity.doors.web import pages_urls

urlpatterns = [
    path("desk/", include("smilecity.doors.desk.urls")),
    path("api/", include("smilecity.doors.api.urls")),
    path("open311/", include("smilecity.doors.api.open311.urls")),
    *pages_urls.plain,
    *i18n_patterns(
        path("konto/", include("smilecity.doors.web.account_urls")),
        path("offene-daten/", include(api_pages)),
        path("", include("smilecity.doors.web.urls")),
        *pages_urls.last,
        prefix_default_language=False,
    ),
]

handler400 = "smilecity.doors.web.errors.bad_request"
handler403 = "smilecity.doors.web.errors.forbidden"
handler404 = "smilecity.doors.web.errors.not_found"
handler429 = "smilecity.doors.web.errors.too_many"  # allauth asks for it
handler500 = "smilecity.doors.web.errors.server_error"
