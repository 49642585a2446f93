"""A site of nothing but pages with invented content: settings and addresses for ``tools/look.py``, no database."""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from smilecity.doors.web import styleguide
from tools.look_pages import PAGES

_WEB = Path(__file__).resolve().parent.parent / "src/smilecity/doors/web"

SECRET_KEY = "only for looking"
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = __name__
LANGUAGE_CODE = "de"
USE_I18N = True
STATIC_URL = "/static/"
INSTALLED_APPS = ["django.contrib.staticfiles", "django_htmx"]
STATICFILES_DIRS = [_WEB / "static"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_WEB / "templates"],
        "OPTIONS": {"builtins": ["smilecity.doors.web.templatetags.pieces"]},
    },
]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CITY = {
    "name": "Rostock",
    "official_name": "Hanse- und Universitätsstadt Rostock",
    "email": "mitreden@rostock.example",
    "phone": "0381 381-0",
    "street": "Neuer Markt 1",
    "postal_code": "18055",
    "town": "Rostock",
}
LANGUAGES = [
    {"code": "de", "name": "Deutsch", "url": "/home", "current": True, "lang": "de"},
    {"code": "en", "name": "English", "url": "/home", "current": False, "lang": "en"},
    {"code": "de-simple", "name": "Leichte Sprache", "url": "/home", "current": False, "lang": "de"},
]


def show(request: HttpRequest, name: str) -> HttpResponse:
    """One page of the list, under a security policy that allows nothing but our own files."""
    guide: tuple[str, styleguide.Values] = ("styleguide", {"parts": list(styleguide.parts())})
    template, values = guide if name == "styleguide" else PAGES[name]
    response = render(request, f"web/{template}.html", {"city": CITY, "languages": LANGUAGES, **values})
    response["Content-Security-Policy"] = POLICY
    return response


def colours(request: HttpRequest) -> HttpResponse:
    """The city's accent; ``LOOK_COLOURS`` tries another."""
    return HttpResponse(os.environ.get("LOOK_COLOURS", ""), content_type="text/css")


# Every page that a template links to by name alone leads to the first page here.
_TEXTS = [path.read_text(encoding="utf-8") for path in (_WEB / "templates").rglob("*.html")]
_NAMED = sorted({name for text in _TEXTS for name in re.findall(r"(?:url|address) ['\"]web:(\w+)['\"]", text)})
_ACCOUNT = sorted(
    {name for text in _TEXTS for name in re.findall(r"(?:url|address) ['\"]((?:account|mfa)_\w+)['\"]", text)}
)
_web = ([path(name, show, {"name": "home"}, name=name) for name in _NAMED], "web")
urlpatterns = [
    path("farben.css", colours),
    *(path(f"konto/{name}", show, {"name": "home"}, name=name) for name in _ACCOUNT),
    path("<str:name>", show),
    path("seiten/", include(_web)),
]
