"""The mail that tells that something is done shows how it looks now: within it, never fetched from the web."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from PIL import Image

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution, Photo
from smilecity.collect.contributions.rules import Stage, Status
from smilecity.deliver.fieldwork import actions as fieldwork
from smilecity.deliver.fieldwork.actions import CrewPhoto
from smilecity.deliver.notices import actions, rules
from smilecity.deliver.notices.rules import Rhythm, Target
from smilecity.doors.mail import jobs
from smilecity.doors.mail.models import Outbox
from smilecity.ground import clock
from tests.factories import AT, make_staff
from tests.factories_answers import answered, make_answering_office, make_case
from tests.factories_fieldwork import make_crew, make_worker, ordered
from tests.factories_notices import make_contact
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.pictures import photo

pytestmark = pytest.mark.django_db
AFTER, BEFORE = CrewPhoto(photo(size=(1200, 900)), Stage.AFTER), CrewPhoto(photo(), Stage.BEFORE)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands at the hour of the factories until a test moves it."""
    standing = Clock(AT)
    monkeypatch.setattr(clock, "now", standing.now)
    return standing


def followed(language: str = "de") -> Contribution:
    """A report whose order is given, and somebody who follows it from then on."""
    row = make_case(make_answering_office(), title="Loch vor Nr. 4")
    run_jobs()
    contact = make_contact("anna@example.org", language=language)
    actions.subscribe(contact=contact, target=Target(contribution=row.pk), at=AT)
    return row


def done(row: Contribution, *photos: CrewPhoto, said: str = "Zwei Platten neu gesetzt.", time: Clock) -> None:
    crew = make_crew(row.office_id or 0, f"Team {row.number}")
    order = ordered(row, crew)
    time.at += timedelta(hours=2)
    fieldwork.settle(
        token=uuid4(),
        order=order,
        done=True,
        said=said,
        photos=photos,
        made_at=None,
        by=make_worker(crew),
        at=time.at,
    )
    run_jobs()


def post(time: Clock) -> None:
    """Let the mails be written that are ripe, but not handed over yet."""
    time.at += rules.QUIET
    jobs.send_single(0)


def test_who_follows_gets_the_words_and_the_photo_of_the_crew(smtp: Inbox, time: Clock) -> None:
    row = followed()
    done(row, AFTER, BEFORE, time=time)
    post(time)
    run_jobs(may_fail=True)
    [mail] = smtp.messages
    picture = Photo.objects.get(stage=Stage.AFTER)
    assert mail.subject == "Antwort zu „Loch vor Nr. 4“"
    assert "Stand: umgesetzt.\n  Zwei Platten neu gesetzt." in mail.text
    assert (
        "So sieht es jetzt aus: http://127.0.0.1:8000" + reverse("web:photo", args=[picture.pk, "large"]) in mail.text
    )
    [(placed, content)] = mail.pictures  # that of before is not news
    image = Image.open(io.BytesIO(content))
    assert (placed, image.format, image.size) == ("inline", "JPEG", (800, 600))
    assert len(content) < 150_000
    part = next(mail.message.iter_attachments())
    assert part["Content-ID"] == f"<{picture.pk}@127.0.0.1>"
    assert mail.message.get_content_type() == "multipart/mixed"
    assert mail.message["List-Unsubscribe"]
    assert "http" not in str(part["Content-Disposition"])
    assert not Outbox.objects.exists()


def test_in_english_too(smtp: Inbox, time: Clock) -> None:
    done(followed("en"), AFTER, time=time)
    post(time)
    run_jobs(may_fail=True)
    assert len(smtp.messages[0].pictures) == 1


def test_a_photo_taken_from_view_before_the_mail_left_is_not_in_it(smtp: Inbox, time: Clock) -> None:
    done(followed(), AFTER, time=time)
    post(time)
    trunk.hide_photo(photo=Photo.objects.get().pk, hidden=True, by=make_staff(), reason="Kennzeichen", at=time.at)
    run_jobs(may_fail=True)
    [mail] = smtp.messages
    assert mail.pictures == []
    assert mail.message.get_content_type() == "text/plain"


def test_a_lost_file_holds_no_mail_up(smtp: Inbox, time: Clock) -> None:
    done(followed(), AFTER, time=time)
    post(time)
    Photo.objects.update(large="photos/aa/gone-large.webp")
    run_jobs(may_fail=True)
    assert [mail.pictures for mail in smtp.messages] == [[]]


def test_without_a_photo_the_mail_is_as_it_always_was(smtp: Inbox, time: Clock) -> None:
    done(followed(), said="", time=time)
    post(time)
    run_jobs(may_fail=True)
    [mail] = smtp.messages
    assert "Unser Team war vor Ort. Es ist erledigt." in mail.text
    assert "So sieht es jetzt aus" not in mail.text
    assert mail.message.get_content_type() == "text/plain"


def test_a_digest_shows_three_at_most(smtp: Inbox, time: Clock) -> None:
    row = followed()
    actions.set_rhythm(contact=make_contact("anna@example.org"), rhythm=Rhythm.DAILY, at=AT)
    done(row, *[AFTER] * 4, time=time)
    time.at += timedelta(days=2)
    jobs.send_digests(0)
    run_jobs(may_fail=True)
    [mail] = smtp.messages
    assert len(mail.pictures) == 3
    assert mail.text.count("So sieht es jetzt aus") == 4


def test_an_answer_from_the_desk_brings_no_photos_of_an_earlier_crew(smtp: Inbox, time: Clock) -> None:
    row = followed()
    done(row, AFTER, time=time)
    post(time)
    run_jobs(may_fail=True)
    time.at += timedelta(days=1)
    row.refresh_from_db()
    answered(row, Status.IN_REVIEW, "Es ist wieder offen.", by=make_staff(), at=time.at)
    time.at += timedelta(days=1)
    row.refresh_from_db()
    answered(row, Status.DONE, "Nun hält es.", by=make_staff(), at=time.at)
    run_jobs()
    post(time)
    run_jobs(may_fail=True)
    assert [len(mail.pictures) for mail in smtp.messages] == [1, 0]
