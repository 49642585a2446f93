"""POST Service Request: a form of a program, with a key, becomes a report of the city. Sent twice, it is one."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.queries import calls
from smilecity.collect.contributions.rules import Kind
from smilecity.collect.reports import actions, queries
from smilecity.collect.reports.queries import CategoryRow
from smilecity.collect.reports.rules import attributes_read, emergency_words
from smilecity.doors.api.open311 import callers, problems
from smilecity.doors.api.open311.answers import Document, require_jurisdiction
from smilecity.doors.api.open311.problems import Fault, Problem, problem, quoted
from smilecity.doors.api.open311.sending import PHOTO_MEGABYTES, Sent, sent
from smilecity.ground import clock
from smilecity.ground.text import pick

_MEDIA = ("media", "media[]")
_NAME_MOST = 200
_THANKS = gettext_noop("Danke! Wir lesen die Meldung, bevor alle sie sehen.")
_LINK_LEFT = gettext_noop("Bilder holen wir nicht von anderen Adressen. Bitte senden Sie das Foto als media mit.")
_MAIL_LEFT = gettext_noop("Die E-Mail-Adresse haben wir nicht gespeichert.")
_EMERGENCY = gettext_noop("Wenn jemand in Gefahr ist: Bitte rufen Sie 112 oder 110 an.")


def receive(request: HttpRequest, language: str) -> Document:
    """Take a request in. Raises Problem and Refused."""
    at = clock.now()
    key = callers.sender(request, at)
    require_jurisdiction(_first(request, "jurisdiction_id"))
    fields = {name: [str(value) for value in request.POST.getlist(name)] for name in request.POST}
    said = sent(fields, _photos(request))
    category = _category(said.service, language)
    made = actions.submit_by_program(
        call=_call(at),
        category=category.code,
        content=Content(
            title="", text=said.text, category=category.code, lon=said.lon, lat=said.lat, place=said.place,
            language=language,
        ),
        attributes=_answers(category, said.attributes, language),
        photo=said.photo,
        key=key,
        token=_name(request, said, at),
        at=at,
    )  # fmt: skip
    return _created(made, said)


def _first(request: HttpRequest, name: str) -> str:
    return (request.POST.get(name) or request.GET.get(name) or "").strip()


def _photos(request: HttpRequest) -> list[bytes]:
    files = [file for name in _MEDIA for file in request.FILES.getlist(name)]
    if any((file.size or 0) > PHOTO_MEGABYTES * 1024 * 1024 for file in files):
        raise problem(400, problems.LARGE_MEDIA, most=PHOTO_MEGABYTES)
    return [file.read() for file in files]


def _category(code: str, language: str) -> CategoryRow:
    row = next((each for each in queries.categories() if each.code == code), None)
    if row is None or not (row.leaf and row.active):
        raise problem(404, problems.WRONG_SERVICE, given=quoted(code))
    if not row.handled:
        raise problem(400, problems.NOT_HANDLED, instead=pick(row.instead, language))
    return row


def _answers(category: CategoryRow, given: Mapping[str, tuple[str, ...]], language: str) -> dict[str, str | list[str]]:
    """Return the answers to what the service asks. Raises Problem with each that is missing or wrong."""
    read = attributes_read(category.attributes, given)
    faults = []
    for asked in category.attributes:
        question = pick(asked.label, language)
        if asked.code in read.refused:
            told = problems.WRONG_ATTRIBUTE if asked.code in given else problems.NO_ATTRIBUTE
            why = gettext(read.refused[asked.code])
            faults.append(Fault(400, told, {"code": asked.code, "question": question, "why": why}))
    if faults:
        raise Problem(*faults)
    return dict(read.values)


def _call(at: datetime) -> UUID:
    """Return where reports are taken. Raises Problem while they are taken nowhere."""
    found = calls.open_calls(Kind.REPORT, at)
    if not found:
        raise problem(400, problems.CLOSED)
    return found[0].id


def _name(request: HttpRequest, said: Sent, at: datetime) -> str:
    """Return by what a request is known again: the name that the program gave it, or what it says and on which day.

    A program that got no answer sends it once more, and nobody wants two reports.
    """
    given = request.headers.get("Idempotency-Key", "").strip()
    if given:
        return given[:_NAME_MOST]
    photo = hashlib.sha256(said.photo).hexdigest() if said.photo else ""
    whole = [
        said.service, said.text, said.lon, said.lat, said.place, sorted(said.attributes.items()), photo,
        timezone.localdate(at).isoformat(),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def _created(made: UUID, said: Sent) -> Document:
    row = queries.report(made)
    if row is None:
        raise problem(400, problems.FAILED)
    left = [(bool(said.media_url), _LINK_LEFT), (bool(said.email), _MAIL_LEFT)]
    danger = [gettext(_EMERGENCY)] if emergency_words(said.text) else []
    notice = [*danger, gettext(_THANKS), *(gettext(sentence) for left_out, sentence in left if left_out)]
    answer = {"service_request_id": str(row.number), "service_notice": " ".join(notice), "account_id": None}
    return Document("service_requests", [answer], kept=0)
