"""A visitor without JavaScript: a browser of their own (Django's client) that takes part as people do, page by page."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from smilecity.collect.surveys import queries
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Kind
from smilecity.people.register.models import Pending
from tests.factories import Made, what_waits

_HIDDEN = {"script", "style", "head"}


class _Words(HTMLParser):
    """Collects what a person reads, and the fields of the forms."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.fields: dict[str, str] = {}
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipped += tag in _HIDDEN
        named = dict(attrs)
        if tag == "input" and named.get("name"):
            self.fields.setdefault(str(named["name"]), named.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= tag in _HIDDEN

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.words.append(data)


@dataclass(frozen=True)
class Page:
    """An answer of the server as a person meets it: its status, title, words, and the fields of its forms."""

    status: int
    path: str
    html: str
    title: str = field(init=False)
    words: str = field(init=False)
    fields: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        read = _Words()
        read.feed(self.html)
        title = re.search(r"<title>(.*?)</title>", self.html, re.DOTALL)
        object.__setattr__(self, "title", title[1] if title else "")
        object.__setattr__(self, "words", " ".join(" ".join(read.words).split()))
        object.__setattr__(self, "fields", read.fields)

    def says(self, *sentences: str) -> bool:
        """Whether a person reads all of this; asserts, so that a failure shows what they read instead."""
        for sentence in sentences:
            assert sentence in self.words, f"{sentence!r} is not on the page: {self.words}"
        return True


class Visitor:
    """Somebody who takes part in a survey (`made`), in a browser of their own."""

    def __init__(self, made: Made | None = None, *, language: str = "", **client: object) -> None:
        self.client = Client(**client)  # type: ignore[arg-type] # whatever Django's client takes
        self.prefix = f"/{language}" if language else ""
        self.made = made

    @property
    def survey(self) -> SurveyRow:
        """The survey as it is now."""
        assert self.made
        row = queries.by_id(self.made.id)
        assert row
        return row

    def path(self, step: str = "") -> str:
        """Return the address of a screen of the survey."""
        return f"{self.prefix}/umfragen/{self.survey.slug}/{step}"

    def get(self, path: str, **headers: str) -> Page:
        """Open a page; redirects are followed."""
        return _page(self.client.get(path, follow=True, headers=headers or None))

    def post(self, path: str, fields: dict[str, object] | None = None, **headers: str) -> Page:
        """Send a form; redirects are followed."""
        return _page(self.client.post(path, fields or {}, follow=True, headers=headers or None))

    def begin(self) -> Page:
        """Press the button of the first page."""
        return self.post(self.path())

    def fill_in(self, address: str = "", **answers: object) -> Page:
        """Answer all questions (or as `answers` says, by kind) up to the check of the answers."""
        self.begin()
        for number, question in enumerate(queries.questions_of(self.survey.id), 1):
            given = answers.get(question.kind.value, FITTING[question.kind])
            page = self.post(self.path(f"frage/{number}/"), {FIELD[question.kind]: given})
        page = self.post(self.path("angaben/"), {"age_group": "30-44"})
        return self.post(self.path("kontakt/"), {"email": address}) if address else page

    def send_off(self, address: str = "", **answers: object) -> Page:
        """Answer everything and send it off."""
        checked = self.fill_in(address, **answers)
        return self.post(self.path("pruefen/"), {"secret": checked.fields["secret"]})


FITTING: dict[Kind, object] = {
    Kind.ONE: "bus",
    Kind.SEVERAL: ["bench", "light"],
    Kind.SCALE: "4",
    Kind.SHORT: "Der Hafen",
    Kind.LONG: "Mehr Bänke, bitte.\nUnd Bäume 🌳.",
}
FIELD = {kind: "answers" if kind is Kind.SEVERAL else "answer" for kind in Kind}


def _page(response: HttpResponseBase) -> Page:
    assert isinstance(response, HttpResponse)
    chain: list[tuple[str, int]] = getattr(response, "redirect_chain", [])
    path = chain[-1][0] if chain else str(getattr(response, "request", {})["PATH_INFO"])
    return Page(response.status_code, path, response.content.decode())


def link_in(mail: str) -> str:
    """Return the path of the confirmation link in the text of a mail."""
    found = re.search(re.escape(settings.BASE_URL) + r"(\S*/teilnahme/\S+/)", mail)
    assert found, mail
    return urlsplit(found[1]).path


def code_in(mail: str) -> str:
    """Return the short code in the text of a mail."""
    found = re.search(r"^([0-9A-Z]{4}-[0-9A-Z]{4})$", mail, re.MULTILINE)
    assert found, mail
    return found[1]


def link_of(address: str) -> str:
    """Return the path of the link that was sent to an address."""
    return f"/teilnahme/{what_waits(Pending.objects.get(address=address).reference).token}/"


def counted(made: Made) -> int:
    """Return how many participations count."""
    return queries.participations(made.id)
