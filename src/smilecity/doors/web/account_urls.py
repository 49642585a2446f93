"""The addresses of accounts, below /konto/: allauth's, and those of the city's sign-in server where there is one."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from smilecity.doors.web import sign_in_server

of_server: list[URLPattern | URLResolver] = [
    path("logout/", sign_in_server.sign_out, name="account_logout"),
    path("3rdparty/", include("allauth.socialaccount.urls")),
    path("oidc/<slug:provider_id>/login/", sign_in_server.go, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", sign_in_server.come_back, name="openid_connect_callback"),
]
# Read once, when the program starts: the settings do not change afterwards.
urlpatterns: list[URLPattern | URLResolver] = [
    *(of_server if settings.OIDC_SERVER else []),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
