"""The mail that confirms an idea, a place, a support, a comment: it fits, and repeats nothing that was written."""

from datetime import datetime

import pytest

from smilecity.doors.mail import confirmation
from smilecity.people.register import actions, queries
from smilecity.people.register.models import Process
from smilecity.people.register.rules import Purpose
from tests.factories import AT, CLOSES_AT
from tests.support.visitor import code_in, link_in

pytestmark = pytest.mark.django_db

SUBJECTS = {
    Purpose.IDEA: "Bitte bestätigen Sie Ihre Idee",
    Purpose.PLACE: "Bitte bestätigen Sie Ihren Ort",
    Purpose.SUPPORT: "Bitte bestätigen Sie Ihre Unterstützung: Mehr <b>Bänke</b> & Schatten",
    Purpose.COMMENT: "Bitte bestätigen Sie Ihren Kommentar: Mehr <b>Bänke</b> & Schatten",
    Purpose.SUBSCRIPTION: "Bitte bestätigen Sie Ihr Abo",
}
SENTENCES = {
    Purpose.IDEA: "eine Idee aufgeschrieben",
    Purpose.PLACE: "einen Ort eingetragen",
    Purpose.SUPPORT: "möchte gerade jemand etwas unterstützen: Mehr <b>Bänke</b> & Schatten.",
    Purpose.COMMENT: "einen Kommentar geschrieben, zu: Mehr <b>Bänke</b> & Schatten.",
    Purpose.SUBSCRIPTION: "Neuigkeiten schicken: Mehr <b>Bänke</b> & Schatten",
}


def asked(purpose: Purpose, *, language: str = "de", at: datetime = AT) -> queries.MailFacts:
    """Have somebody ask to confirm; return what the mail says."""
    process = actions.open_process(title={"de": "Ideen für die Stadt"})
    pending = actions.ask(
        process=process,
        reference=process,
        address="anna@example.org",
        language=language,
        until=CLOSES_AT,
        at=at,
        purpose=purpose,
        about={"de": "Mehr <b>Bänke</b>\n& Schatten"},
    )
    facts = queries.mail_for(pending)
    assert facts
    return facts


@pytest.mark.parametrize("purpose", SUBJECTS)
def test_subject_and_words_fit_what_was_done(purpose: Purpose) -> None:
    facts = asked(purpose)
    mail = confirmation.write(facts, at=AT)
    assert mail.subject == SUBJECTS[purpose]
    assert SENTENCES[purpose] in " ".join(str(mail.body).split())
    assert (link_in(str(mail.body)), code_in(str(mail.body))) == (f"/teilnahme/{facts.token}/", facts.code)
    assert "Link und Code gelten bis Mittwoch, 4. März 2026, 13:00 Uhr." in " ".join(str(mail.body).split())


@pytest.mark.parametrize("purpose", [Purpose.IDEA, Purpose.PLACE])
def test_nobody_can_send_words_of_their_own_to_a_stranger(purpose: Purpose) -> None:
    mail = confirmation.write(asked(purpose), at=AT)
    assert "Bänke" not in f"{mail.subject}{mail.body}"


@pytest.mark.parametrize("purpose", SUBJECTS)
@pytest.mark.parametrize("language", ["de", "en", "de-simple"])
def test_it_is_written_in_the_language_of_the_page(purpose: Purpose, language: str) -> None:
    prefix = "" if language == "de" else f"/{language}"
    body = str(confirmation.write(asked(purpose, language=language), at=AT).body)
    assert link_in(body).startswith(f"{prefix}/teilnahme/")
    assert "\n\n\n\n" not in body


def test_who_has_taken_part_before_gets_the_same_mail() -> None:
    first = asked(Purpose.SUPPORT)
    actions.redeem_token(token=first.token, at=AT)
    process = Process.objects.get()
    again = actions.ask(
        process=process.pk,
        reference=process.pk,
        address="anna@example.org",
        language="de",
        until=CLOSES_AT,
        at=AT,
        purpose=Purpose.SUPPORT,
        about={"de": "Mehr <b>Bänke</b>\n& Schatten"},
    )
    facts = queries.mail_for(again)
    assert facts
    words = [confirmation.write(one, at=AT).body.replace(one.token, "").replace(one.code, "") for one in (first, facts)]
    assert words[0] == words[1]
