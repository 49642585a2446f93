"""Somebody who makes an account by its pages, confirms it by mail, and signs in."""

import re

from tests.support.person import Person
from tests.support.processes import until
from tests.support.town import Town

PASSWORD = "drei Möwen auf dem Kai"


def make_account(town: Town, member: Person, email: str) -> None:
    """Sign up and confirm by the link of the mail, whatever other mails have come."""
    member.visit("/konto/signup/")
    member.write("E-Mail-Adresse", email)
    member.write("Passwort", PASSWORD)
    member.press("Konto anlegen")
    member.asked("in Ihr Postfach")
    link = re.compile(rf"{re.escape(town.address)}/konto/\S+")
    until(lambda: any(map(link.search, town.mails(email))), 60)
    member.visit(next(found[0] for mail in town.mails(email) if (found := link.search(mail))))
    member.asked("Ist das Ihre E-Mail-Adresse?")
    member.press("Ja, das ist meine Adresse")


def sign_in(member: Person, email: str) -> None:
    """Sign in with the password."""
    member.visit("/konto/login/")
    member.write("E-Mail-Adresse", email)
    member.write("Passwort", PASSWORD)
    member.press("Anmelden")
    member.asked("Was Rostock besser macht, wissen Sie am besten.")
