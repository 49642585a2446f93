"""The site's addresses as they are in a city with a sign-in server of its own."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from smilecity.config import urls
from smilecity.doors.web import account_urls

urlpatterns = [
    *i18n_patterns(path("konto/", include(account_urls.of_server)), prefix_default_language=False),
    *urls.urlpatterns,
]
handler429 = urls.handler429
