"""Somebody who writes an idea or a place without JavaScript, in a browser of their own, from screen to screen."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from smilecity.collect.contributions.models import Call, Contribution, Draft
from smilecity.collect.contributions.rules import Kind
from smilecity.doors.web.kind_words import PATHS
from smilecity.people.register.models import Pending
from tests.factories import what_waits
from tests.factories_contributions import LAT, LON, make_call
from tests.support.visitor import Page, Visitor

IDEA = {"title": "Mehr Bänke am Hafen", "text": "Wer nicht lange stehen kann, braucht einen Platz.\n\nDanke!"}
CONTACT = {"author_name": "Anna", "informed": "yes", "email": "anna@example.org"}


class Writer(Visitor):
    """A visitor who writes for a call (made if need be), in a city with one district."""

    def __init__(self, kind: Kind = Kind.IDEA, *, call: UUID | None = None, language: str = "", **client: Any) -> None:
        super().__init__(language=language, **client)
        self.kind = kind
        self.call = Call.objects.get(pk=call or make_call(kind))

    @property
    def word(self) -> str:
        """How addresses call what is written here."""
        return PATHS[self.kind]

    def path(self, step: str = "") -> str:
        """Return the address of a screen."""
        return f"{self.prefix}/{self.word}/neu/{self.call.slug}/{step}"

    def see(self, step: str) -> Page:
        """Open a screen."""
        return self.get(self.path(f"{step}/"))

    def say(self, step: str, **fields: object) -> Page:
        """Send the form of a screen."""
        return self.post(self.path(f"{step}/"), fields)

    @property
    def draft(self) -> Draft:
        """What is being written, or waits."""
        return Draft.objects.get(call=self.call)

    def write(self, **more: object) -> Page:
        """Fill in everything up to the check, with a point in the district; `more` overrules fields of the idea."""
        if self.kind is Kind.PLACE:
            self.say("art", category="happy")
            self.say("ort", lon=str(LON), lat=str(LAT), place="")
        self.say("text", **{**IDEA, **more})
        if self.kind is Kind.IDEA:
            self.say("ort", lon=str(LON), lat=str(LAT), place="Am Kai")
        return self.say("kontakt", **CONTACT)

    def hand_in(self, **more: object) -> Page:
        """Write everything and send it off."""
        self.write(**more)
        return self.say("pruefen")

    def confirm(self) -> Page:
        """Press the button on the page to which the mail leads, on another device."""
        return Visitor().post(f"/teilnahme/{token_of('anna@example.org')}/")


def token_of(address: str) -> str:
    """Return the token of the newest link that was sent to an address."""
    return what_waits(Pending.objects.filter(address=address).latest("expires_at").reference).token


def code_of(address: str) -> str:
    """Return the code that was sent to an address."""
    return what_waits(Pending.objects.filter(address=address).latest("expires_at").reference).code


def upload(content: bytes, name: str = "foto.jpg") -> SimpleUploadedFile:
    """Return a file as a browser sends it; its name and type say whatever they like."""
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def the_contribution() -> Contribution:
    """Return the only contribution there is."""
    return Contribution.objects.defer("words").get()
