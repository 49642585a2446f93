"""A page with nothing but a form that asks for a proof of work; it answers with what the form brought along."""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing, contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.contrib.staticfiles import views as static
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import override_settings
from django.urls import path
from pytest_django import DjangoDbBlocker

from smilecity.config import urls
from smilecity.doors.web import honeypot, proof
from tests.support.database import one_more_database

_FORM = """{% load static %}<!doctype html><html lang="de"><title>Idee</title><link rel="icon" href="data:,">
<script type="module" src="{% static 'web/js/submit_once.js' %}"></script>
<main><h1>Ihre Idee</h1><form method="post" action="/gesendet/" data-once>{% csrf_token %}
<label>Text <input name="text"></label>
{% include "web/components/proof.html" %}{% include "web/components/honeypot.html" %}
<button name="act" value="send">Absenden</button></form></main></html>"""


def form(request: HttpRequest) -> HttpResponse:
    """Show the form."""
    return HttpResponse(engines["django"].from_string(_FORM).render({}, request))


def sent(request: HttpRequest) -> HttpResponse:
    """Say what came."""
    facts = [
        request.POST["text"],
        request.POST.get("act", "no button"),
        proof.weight(request),
        honeypot.is_filled(request),
    ]
    return HttpResponse(f"<!doctype html><html lang=de><title>Da</title><h1>{' '.join(map(str, facts))}</h1>")


urlpatterns = [
    path("idee/", form),
    path("gesendet/", sent),
    path("static/<path:path>", static.serve, {"insecure": True}),
    *urls.urlpatterns,
]
handler404 = urls.handler404


class _Server(ThreadingMixIn, WSGIServer):
    """Chromium opens connections ahead of need: none of them may keep the others waiting."""

    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        pass


def asking(difficulty: int) -> override_settings:
    """Have this process serve the form; no other test may run meanwhile."""
    return override_settings(ROOT_URLCONF=__name__, PROOF_OF_WORK=True, PROOF_DIFFICULTY=difficulty)


@contextmanager
def proof_page(worker: str, blocker: DjangoDbBlocker) -> Generator[str]:
    """Serve the site on a database of its own; yield its address. While it is `asking`, the form is there."""
    with blocker.unblock(), one_more_database("proof", worker) as name:
        server = make_server("127.0.0.1", 0, _on(name), server_class=_Server, handler_class=_Quiet)
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(10)
        server.server_close()


def _on(database: str) -> Callable[..., Iterable[bytes]]:
    """Return the site on a database; each request comes in a thread, and so with a connection, of its own."""
    site, beside = WSGIHandler(), connection.settings_dict | {"NAME": database}

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        connections["default"] = type(connections["default"])(beside, "default")
        try:
            with closing(site(environ, start)) as response:
                return [b"".join(response)]
        finally:
            connection.close()

    return answer
