"""The site's addresses as they are in a city with a sign-in server of its own."""

from django.urls import include, path

from smilecity.config import urls

urlpatterns = [
    path("konto/3rdparty/", include("allauth.socialaccount.urls")),
    path("konto/", include("allauth.socialaccount.providers.openid_connect.urls")),
    *urls.urlpatterns,
]
handler429 = urls.handler429
