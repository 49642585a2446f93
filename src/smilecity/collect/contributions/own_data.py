"""What is held of people here: what they wrote, support and said, what they have begun, and what staff did."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.actions.photos import erase_photos
from smilecity.collect.contributions.models import Contribution, Draft, Revision, Step, Support
from smilecity.collect.contributions.queries import mine
from smilecity.ground.text import sentence
from smilecity.people.owndata.reading import of_address
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section
from smilecity.people.register import queries as register

_TEXT = {"number": F("contribution__number"), "title": F("contribution__title")}


def _export(person: Person) -> Mapping[str, Rows]:
    return {
        "contributions": mine.written_by(person.contacts),
        "comments": mine.said_by(person.contacts),
        "supports": _supports(person),
        "drafts": [_draft(row) for row in _drafts(person).select_related("call").order_by("erase_at", "id")],
        "acts": _acts(person),
    }


def _supports(person: Person) -> list[Mapping[str, Any]]:
    keys = register.keys_in(mine.processes(), person.address)
    theirs = Support.objects.filter(Q(key__in=list(keys.values())) | Q(contact__in=person.contacts), via=None)
    return list(theirs.order_by("on", "id").values("on", **_TEXT, informed=Q(contact__isnull=False)))


def _drafts(person: Person) -> QuerySet[Draft]:
    """Return what they began: with their address, waiting for its mail, or in the browser they ask from."""
    _entries, waiting = register.own(person.address)
    named = of_address(Draft.objects.exclude(address=""), "address", person.address).values_list("pk", flat=True)
    return Draft.objects.filter(pk__in={*named, *(row.reference for row in waiting), *person.begun})


def _draft(row: Draft) -> dict[str, Any]:
    return {
        "act": row.act,
        "call": row.call.title,
        "content": row.content,
        "address": row.address,
        "waits": row.submitted,
        "erase_at": row.erase_at,
    }


def _acts(person: Person) -> list[Mapping[str, Any]]:
    """Return what somebody did here for the town hall."""
    if person.user is None:
        return []
    entered = Contribution.objects.filter(entered_by=person.user).values_list("number", "submitted_at")
    steps = Step.objects.filter(by=person.user).values_list("contribution__number", "verb", "at")
    edits = Revision.objects.filter(by=person.user).values_list("contribution__number", "at")
    found = [
        *({"number": number, "what": "entered", "at": at} for number, at in entered),
        *({"number": number, "what": verb, "at": at} for number, verb, at in steps),
        *({"number": number, "what": "edited", "at": at} for number, at in edits),
    ]
    return sorted(found, key=lambda act: (act["at"], act["number"], act["what"]))


def _erase(person: Person, at: datetime) -> None:
    """Take them out of what they said, and drop what they have begun. Texts stay, and so do counts."""
    drafts = list(_drafts(person).values_list("pk", flat=True))
    erase_photos(drafts=drafts)
    Draft.objects.filter(pk__in=drafts).delete()
    for contact in person.contacts:
        actions.erase_person(contact=contact, at=at)


_NUMBER = Field("number", sentence("Nummer"), Kind.NUMBER)
_TITLE = Field("title", sentence("Titel"))
HOLDING = Holding(
    name="contributions",
    sections=[
        Section(
            "contributions",
            sentence("Ihre Beiträge"),
            [
                _NUMBER,
                Field("kind", sentence("Art")),
                Field("category", sentence("Gefühl oder Rubrik")),
                _TITLE,
                Field("text", sentence("Text")),
                Field("language", sentence("Sprache")),
                Field("place", sentence("Ort")),
                Field("lon", sentence("Länge"), Kind.NUMBER),
                Field("lat", sentence("Breite"), Kind.NUMBER),
                Field("author_name", sentence("gezeigter Name")),
                Field("informed", sentence("möchte Nachricht"), Kind.YES_NO),
                Field("photos", sentence("Fotos"), Kind.NUMBER),
                Field("publicity", sentence("Sichtbarkeit")),
                Field("status", sentence("Stand")),
                Field("submitted_at", sentence("eingegangen"), Kind.MOMENT),
                Field("published_at", sentence("veröffentlicht"), Kind.MOMENT),
            ],
        ),
        Section(
            "comments",
            sentence("Ihre Kommentare"),
            [
                _NUMBER,
                _TITLE,
                Field("text", sentence("Text")),
                Field("author_name", sentence("gezeigter Name")),
                Field("publicity", sentence("Sichtbarkeit")),
                Field("posted_at", sentence("geschrieben"), Kind.MOMENT),
            ],
        ),
        Section(
            "supports",
            sentence("Ihre Unterstützungen"),
            [
                _NUMBER,
                _TITLE,
                Field("on", sentence("am"), Kind.DAY),
                Field("informed", sentence("möchte Nachricht"), Kind.YES_NO),
            ],
        ),
        Section(
            "drafts",
            sentence("Angefangene Beiträge"),
            [
                Field("act", sentence("was")),
                Field("call", sentence("Aufruf"), Kind.OBJECT),
                Field("content", sentence("bisher geschrieben"), Kind.OBJECT),
                Field("address", sentence("E-Mail-Adresse")),
                Field("waits", sentence("wartet auf Bestätigung"), Kind.YES_NO),
                Field("erase_at", sentence("wird gelöscht"), Kind.MOMENT),
            ],
        ),
        Section(
            "acts",
            sentence("Was Sie für die Stadt an Beiträgen getan haben"),
            [_NUMBER, Field("what", sentence("was")), Field("at", sentence("wann"), Kind.MOMENT)],
        ),
    ],
    export=_export,
    erase=_erase,
    covers={
        "contributions.Contribution.author",
        "contributions.Contribution.author_name",
        "contributions.Contribution.entered_by",
        "contributions.Comment.author",
        "contributions.Comment.author_name",
        "contributions.Support.contact",
        "contributions.Support.key",
        "contributions.Draft.address",
        "contributions.Step.by",
        "contributions.Revision.by",
    },
    stays=[
        sentence(
            "Ihre Beiträge und Kommentare, ohne Ihren Namen und ohne Verbindung zu Ihnen. Möchten Sie, dass ein Text "
            "ganz verschwindet? Dann ziehen Sie ihn vorher zurück oder schreiben Sie uns."
        ),
        sentence("Ihre Unterstützungen, als Zahl. Den Abdruck Ihrer Adresse darin vernichten wir nach dem Ende."),
    ],
)
