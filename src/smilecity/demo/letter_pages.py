"""The page on which the demo's mailbox is read. In: requests from this machine only. Out: HTML, or JSON for tests."""

import json
import re
import threading
from collections.abc import Callable
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from smilecity.demo.letters import Letter, Mailbox

LOOPBACK = "127.0.0.1"
_OUR_NAMES = {LOOPBACK, "localhost", "::1"}
_LINK = re.compile(r"https?://[^\s<>\"]+")
_END_OF_SENTENCE = ".,;:!?)]'"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="#0b5c7a"/>
<path d="M8 17a8 8 0 0 0 16 0" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>"""
_STYLE = """
:root { color-scheme: light dark; --ink: #16222b; --soft: #4a5a66; --paper: #f4f7f9; --card: #fff; --line: #c9d3da;
  --accent: #0b5c7a }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eef3f6; --soft: #b4c2cc; --paper: #10181e; --card: #1a252d; --line: #3a4953; --accent: #7fd0ee } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif }
header, main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 0 }
main { padding-bottom: 4rem }
header a { display: inline-flex; gap: .6rem; align-items: center; min-height: 44px; color: inherit; font-weight: 650;
  text-decoration: none }
header img { width: 2rem; height: 2rem }
h1 { margin: .5rem 0; font-size: 1.75rem; line-height: 1.25; overflow-wrap: anywhere }
a { color: var(--accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 4px }
.hint, dt, time { color: var(--soft) }
.letters { list-style: none; margin: 1.5rem 0; padding: 0; display: grid; gap: .75rem }
.letters li, .paper { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  padding: 1rem 1.25rem }
.letters a { display: block; min-height: 44px; font-size: 1.125rem; font-weight: 600; overflow-wrap: anywhere }
.letters p { margin: 0; overflow-wrap: anywhere }
.empty { padding: 3rem 1rem; text-align: center }
.action { display: inline-block; min-height: 44px; padding-block: .5rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1rem 0 1.5rem }
dd { margin: 0; overflow-wrap: anywhere }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr } dd + dt { margin-top: .5rem } }
.paper { white-space: pre-wrap; overflow-wrap: anywhere }
.paper a { display: inline-block; padding-block: .5rem }
"""


class _Answer(NamedTuple):
    status: HTTPStatus
    kind: str
    body: str


class Pages(ThreadingHTTPServer):
    """Serves one mailbox on loopback, in threads of its own."""

    daemon_threads = True

    def __init__(self, port: int, mailbox: Mailbox) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.mailbox = mailbox

    def server_bind(self) -> None:
        """Bind without asking the network for the name of this machine, as the standard library would."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def start(self) -> None:
        """Serve in the background for as long as the program lives."""
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    server: Pages
    protocol_version = "HTTP/1.1"
    server_version = "Postfach"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        self._reply(self._answer(), with_body=True)

    def do_HEAD(self) -> None:
        self._reply(self._answer(), with_body=False)

    def _answer(self) -> _Answer:
        # Another site could give its own name our address and so read the mails through the visitor's browser.
        if not is_ours(self.headers.get("Host", "")):
            address = f"http://{LOOPBACK}:{self.server.server_port}/"
            text = f"Dieses Postfach gibt es nur auf diesem Rechner: {address}\n"
            return _Answer(HTTPStatus.MISDIRECTED_REQUEST, "text/plain", text)
        return answer(self.server.mailbox, self.path)

    def _reply(self, given: _Answer, *, with_body: bool) -> None:
        body = given.body.encode()
        self.send_response(given.status)
        self.send_header("Content-Type", f"{given.kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def end_headers(self) -> None:
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named so by the standard library
        """Say nothing: the list asks every five seconds."""


def is_ours(host: str) -> bool:
    """Whether a Host header names this machine itself, with any port."""
    try:
        return (urlsplit(f"//{host}").hostname or "") in _OUR_NAMES
    except ValueError:
        return False


def answer(mailbox: Mailbox, target: str) -> _Answer:
    """Return the page for the target of a request."""
    try:
        url = urlsplit(target)
    except ValueError:
        return _not_found()
    if url.path.startswith("/mails/"):
        letter = mailbox.letter(url.path.removeprefix("/mails/"))
        return _page(letter.subject or "(ohne Betreff)", _letter(letter)) if letter else _not_found()
    route = _ROUTES.get(url.path)
    return route(mailbox, url) if route else _not_found()


def _list(mailbox: Mailbox, url: SplitResult) -> _Answer:
    wishes = parse_qs(url.query)
    to, quiet = wishes.get("to", [""])[0], "ruhe" in wishes
    letters = mailbox.letters(to=to)
    title = f"Postfach ({len(letters)})"
    return _page(title, _list_body(letters, to, quiet=quiet), refresh=not quiet)


def _list_body(letters: list[Letter], to: str, *, quiet: bool) -> str:
    whose = f"E-Mails an {escape(to)}" if to else "Postfach"
    items = "".join(map(_item, letters))
    shown = f'<ol class="letters">{items}</ol>' if items else _EMPTY
    other = {"to": to} if to else {}
    pause = {**other} if quiet else {**other, "ruhe": "1"}
    word = "Wieder alle 5 Sekunden nachsehen" if quiet else "Nicht mehr von selbst nachsehen"
    return f"""<h1>{whose}</h1>
<p class="hint">Alle E-Mails, die Smile City auf diesem Rechner verschickt. Sie verlassen ihn nicht und werden
nach einem Tag gelöscht.</p>
<p><a class="action" href="/?{escape(urlencode(pause))}">{word}</a></p>
{shown}"""


_EMPTY = """<div class="paper empty"><p>Noch keine Post.</p>
<p class="hint">Sobald Smile City eine E-Mail verschickt, steht sie hier.</p></div>"""


def _item(letter: Letter) -> str:
    return f"""<li><a href="/mails/{letter.id}">{escape(letter.subject or "(ohne Betreff)")}</a>
<p class="hint">An {escape(letter.to or ", ".join(letter.recipients))} · {_when(letter)}</p></li>"""


def _letter(letter: Letter) -> str:
    to = letter.to or ", ".join(letter.recipients)
    return f"""<p><a class="action" href="/">Zurück zum Postfach</a></p>
<h1>{escape(letter.subject or "(ohne Betreff)")}</h1>
<dl><dt>Von</dt><dd>{escape(letter.sender)}</dd><dt>An</dt><dd>{escape(to)}</dd>
<dt>Datum</dt><dd>{escape(letter.date)}</dd><dt>Angekommen</dt><dd>{_when(letter)}</dd></dl>
<div class="paper">{with_links(letter.text) or "(ohne Text)"}</div>"""


def _when(letter: Letter) -> str:
    there = letter.received_at.astimezone()
    return f'<time datetime="{there.isoformat()}">{there:%d.%m.%Y, %H:%M:%S} Uhr</time>'


def with_links(text: str) -> str:
    """Return the text as HTML in which addresses of the web can be clicked and nothing else is markup."""
    found, end = [], 0
    for match in _LINK.finditer(text):
        address = match[0].rstrip(_END_OF_SENTENCE)
        found += [escape(text[end : match.start()]), f'<a href="{escape(address)}">{escape(address)}</a>']
        end = match.start() + len(address)
    return "".join([*found, escape(text[end:])])


def _json(mailbox: Mailbox, url: SplitResult) -> _Answer:
    letters = mailbox.letters(to=parse_qs(url.query).get("to", [""])[0])
    rows = [
        {
            "id": letter.id,
            "to": ", ".join(letter.recipients),
            "from": letter.sender,
            "subject": letter.subject,
            "date": letter.received_at.isoformat(),
            "text": letter.text,
        }
        for letter in letters
    ]
    return _Answer(HTTPStatus.OK, "application/json", json.dumps(rows, ensure_ascii=False))


def _not_found() -> _Answer:
    body = """<h1>Diese Seite gibt es nicht</h1><p>Vielleicht ist die E-Mail älter als ein Tag.</p>
<p><a class="action" href="/">Zum Postfach</a></p>"""
    return _page("Nicht gefunden", body)._replace(status=HTTPStatus.NOT_FOUND)


def _page(title: str, body: str, *, refresh: bool = False) -> _Answer:
    again = '<meta http-equiv="refresh" content="5">' if refresh else ""
    page = f"""<!doctype html>
<html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">{again}
<title>{escape(title)} – Postfach der Demo</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/style.css"></head>
<body><header><a href="/"><img src="/icon.svg" alt="">Postfach der Demo</a></header>
<main>
{body}
</main></body></html>
"""
    return _Answer(HTTPStatus.OK, "text/html", page)


_ROUTES: dict[str, Callable[[Mailbox, SplitResult], _Answer]] = {
    "/": _list,
    "/mails.json": _json,
    "/style.css": lambda mailbox, url: _Answer(HTTPStatus.OK, "text/css", _STYLE),
    "/icon.svg": lambda mailbox, url: _Answer(HTTPStatus.OK, "image/svg+xml", _ICON),
}
