"""The mails that tell readers what is new. In: letters of deliver/notices. Out: mails in the outbox.

Each bears the way out of it: a link to see and, for the reader's mail program, one click (RFC 8058).
"""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from smilecity.city import queries as city
from smilecity.deliver.notices import actions
from smilecity.deliver.notices.queries import Letter
from smilecity.deliver.notices.rules import Rhythm
from smilecity.doors.mail import news_words, outbox
from smilecity.doors.mail.letters import letter

BATCH = 100
# A digest of a busy week stays a mail that arrives.
PHOTOS_MOST = 3


def keep_single(*, at: datetime) -> list[UUID] | None:
    """Put the next single mails into the outbox; return their ids, None when nothing is left."""
    return _keep(actions.take_single(most=BATCH, at=at), at)


def keep_digests(*, rhythm: Rhythm, at: datetime) -> list[UUID] | None:
    """Put the next digests into the outbox; return their ids, None when nothing is left."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return _keep(actions.take_digests(rhythm=rhythm, most=BATCH, at=at, zone=zone), at)


def _keep(letters: Sequence[Letter] | None, at: datetime) -> list[UUID] | None:
    if letters is None:
        return None
    return [key for told in letters for key in _put(told, at)]


def _put(told: Letter, at: datetime) -> list[UUID]:
    photos = [photo for news in told.news for photo in news.photos][:PHOTOS_MOST]
    return outbox.put(write(told), at=at, contact=told.contact, photos=photos)


def write(told: Letter) -> EmailMessage:
    """Return the mail in the reader's language."""
    with translation.override(told.language):
        told = news_words.titled(told)
        context = _context(told)
        body = render_to_string("mail/news.body.txt", context)
        subject = news_words.subject(told)
    lines = [line.rstrip() for line in body.strip().splitlines()]
    return letter(
        to=told.address,
        subject=" ".join(subject.split()),  # a title may hold a line break, a header may not
        body="\n".join(lines) + "\n",
        headers=_list_headers(str(context["stop_url"])),
    )


def _context(told: Letter) -> dict[str, object]:
    manage = settings.BASE_URL + reverse("web:reader", args=[told.token])
    return {
        "groups": news_words.groups(told),
        "more": news_words.more(told),
        "digest": told.rhythm in (Rhythm.DAILY, Rhythm.WEEKLY) and told.subscription is None,
        "why": news_words.why(told),
        "stop_url": settings.BASE_URL + _way_out(told),
        "stop_all": told.subscription is None,
        "manage_url": manage,
        "city": city.profile(),
        "base_url": settings.BASE_URL,
    }


def _way_out(told: Letter) -> str:
    """Return where this kind of mail ends: with one subscription, or with all of them."""
    if told.subscription:
        return reverse("web:reader_end", args=[told.token, told.subscription])
    return reverse("web:reader_stop", args=[told.token])


def _list_headers(url: str) -> dict[str, str]:
    """Return what mail programs offer beside the mail: RFC 2919 (the list), RFC 2369 and RFC 8058 (the way out)."""
    return {
        "List-Id": f"<notices.{urlsplit(settings.BASE_URL).hostname}>",
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
