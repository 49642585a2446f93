"""What is done: staff word a notice, a text gets its version, people agree or no longer do, proofs die in time."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import Texts
from smilecity.people.models import User
from smilecity.people.privacy import rules
from smilecity.people.privacy.models import Consent, ConsentText, ProcessNotice
from smilecity.people.privacy.reading import key_of
from smilecity.people.privacy.rules import Notice


@transaction.atomic
def word(*, subject: str, notice: Notice, by: User, at: datetime) -> None:
    """Keep what the city says of a process instead of what comes with the program. Raises Refused."""
    if not rules.may_change(by.role_set):
        raise Refused(rules.NOT_YOURS)
    if not 0 <= notice.minimum_age <= rules.OLDEST_LIMIT:
        raise Refused(rules.WRONG_AGE, most=rules.OLDEST_LIMIT)
    points = {point.value: _cleaned(texts) for point, texts in notice.points.items()}
    ProcessNotice.objects.update_or_create(
        subject=subject,
        defaults={
            "points": {point: texts for point, texts in points.items() if texts},
            "minimum_age": notice.minimum_age,
            "consent": _cleaned(notice.consent),
            "changed_at": at,
        },
    )
    audit.record(actor=by.pk, verb="privacy.word", subject=subject, at=at)


def _cleaned(texts: Texts) -> dict[str, str]:
    cleaned = {language: text.replace("\r\n", "\n").replace("\x00", "").strip() for language, text in texts.items()}
    if any(len(text) > rules.TEXT_MOST for text in cleaned.values()):
        raise Refused(rules.TOO_LONG, most=rules.TEXT_MOST)
    return {language: text for language, text in cleaned.items() if text}


@transaction.atomic
def version_of(*, subject: str, text: Mapping[str, str], at: datetime) -> UUID:
    """Return the version with exactly this wording, made if there is none yet."""
    latest = ConsentText.objects.filter(subject=subject).order_by("-version").first()
    if latest and latest.text == dict(text):
        return latest.pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"privacy.consent:{subject}"])
    latest = ConsentText.objects.filter(subject=subject).order_by("-version").first()
    if latest and latest.text == dict(text):
        return latest.pk
    version = latest.version + 1 if latest else 1
    return ConsentText.objects.create(subject=subject, version=version, text=dict(text), made_at=at).pk


@transaction.atomic(savepoint=False)
def note(*, texts: Collection[UUID], address: str, at: datetime) -> None:
    """Keep that an address agreed to these texts, when it was confirmed. Once while it stands. Raises Refused."""
    if not texts:
        return
    key, dies_on = key_of(address), rules.consent_dies_on(timezone.localdate(at))
    subjects = ConsentText.objects.filter(pk__in=texts).values_list("pk", "subject")
    given = [
        Consent(
            key=key,
            text_id=text,
            given_at=rules.to_the_hour(at),
            forget_on=None if subject in rules.RUNNING else dies_on,
        )
        for text, subject in subjects
    ]
    Consent.objects.bulk_create(given, ignore_conflicts=True)


def revoke(*, subject: str, address: str, at: datetime) -> int:
    """Note that an address no longer agrees to what it agreed to for a process; return how many. Raises Refused.

    The proof of the time before stays: where it ran until now, its time begins to count now. Who agrees again agrees
    anew.
    """
    given = Consent.objects.filter(key=key_of(address), text__subject=subject, revoked_at=None)
    dies_on = rules.consent_dies_on(timezone.localdate(at))
    ended = {"forget_on": dies_on} if subject in rules.RUNNING else {}
    return given.update(revoked_at=rules.to_the_hour(at), **ended)


@transaction.atomic
def forget_due(*, at: datetime) -> int:
    """Destroy the proofs whose time is over, and none of what still runs; return how many."""
    # What was noted before proofs lasted as long as what they prove bears a day that counts from the beginning.
    running = Q(text__subject__in=rules.RUNNING, revoked_at=None)
    Consent.objects.filter(running, forget_on__isnull=False).update(forget_on=None)
    deleted, _ = Consent.objects.filter(forget_on__lte=timezone.localdate(at)).delete()
    return deleted
