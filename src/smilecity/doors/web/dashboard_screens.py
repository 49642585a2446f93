"""Prepared values for one's own page: what needs somebody, what is theirs, what is new near them, their settings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.city.queries import Names
from smilecity.collect.contributions.queries import calls, mine
from smilecity.collect.contributions.queries.begun import BegunRow, begun
from smilecity.collect.contributions.queries.lists import Card
from smilecity.collect.contributions.queries.mine import Mine
from smilecity.collect.contributions.rules import Act, Kind, Publicity, is_late
from smilecity.collect.reports.queries.titles import Titles
from smilecity.deliver.notices import queries as notices
from smilecity.deliver.notices.queries import NoticeRow
from smilecity.deliver.notices.queries.told import NearRow
from smilecity.doors.web import calendar_booking, links, news_words, words
from smilecity.doors.web import contribution_filters as filters
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web.contribution_cards import state, url_of, where
from smilecity.doors.web.kind_words import WORDS
from smilecity.people.contacts import queries as contacts
from smilecity.people.models import User
from smilecity.people.register import queries as register

Values = dict[str, object]
_NEWS_MOST = 8
_THINGS_MOST = 20
_NEAR_MOST = 5
_WORDS_MOST = 14


@dataclass(frozen=True)
class Reading:
    """Who looks at their page, with what this browser has begun."""

    user: User | None
    drafts: Collection[UUID]
    language: str
    at: datetime


def page(here: Reading) -> Values:
    """Return everything that web/dashboard.html takes."""
    names = city.names(here.language)
    started = [_begun(row) for row in begun(here.drafts)]
    if here.user is None:
        return {"section": "mine", "begun": started, "filters": _filters(names), "choices": _ways_in(here.at)}
    return {"section": "mine", "member": True, "begun": started, **_own(here, here.user, names)}


def _own(here: Reading, user: User, names: Names) -> Values:
    contact = contacts.of_user(user.pk)
    news = notices.newest(contact, most=_NEWS_MOST) if contact else []
    near = notices.near(contact, most=_NEAR_MOST) if contact else []
    reader = notices.reader_of(contact) if contact else None
    dates = calendar_booking.coming(contact, here.language, here.at) if contact else []
    wrote = mine.of_contact(contact, _THINGS_MOST) if contact else []
    spoke = mine.comments_of(contact, _THINGS_MOST) if contact else []
    keys = register.keys_in(mine.processes(), user.email)
    supported = mine.supported_by(list(keys.values()), _THINGS_MOST) if keys else []
    today, titles = timezone.localdate(here.at), Titles(here.language)
    return {
        "name": user.name,
        "refuses_mail": reader is not None and not reader.reachable,
        "news": [_news(row, titles) for row in news],
        "has_unseen": any(row.unseen for row in news),
        "held": [_held(row, titles) for row in wrote if row.publicity not in {Publicity.SHOWN, Publicity.WITHDRAWN}],
        "dates": dates,
        "wrote": [_thing(row.card, today, titles) for row in wrote if row.publicity is Publicity.SHOWN],
        "supported": [_thing(card, today, titles) for card in supported],
        "comments": [_said(*row) for row in spoke],
        "near": [
            {
                **_title(row, titles),
                "url": url_of(row.kind, row.number),
                "note": " · ".join(filter(None, [where(names, row.district), words.day(row.published_at)])),
            }
            for row in near
        ],
        "choices": _ways_in(here.at),
    }


def _title(card: Card | NearRow, titles: Titles) -> Values:
    written_in = titles.written_in(card.kind, card.title, card.language)
    return {"title": titles.said(card.kind, card.title), "lang": said.lang_of(written_in)}


# --- what needs somebody ---------------------------------------------------------------------------------------------


def _begun(row: BegunRow) -> Values:
    """Return something begun in this browser, with the way on."""
    what = {
        Act.CONTRIBUTE: str(WORDS[row.kind].own),
        Act.SUPPORT: _("Ihre Unterstützung"),
        Act.COMMENT: _("Ihr Kommentar"),
    }[row.act]
    title = f"{what}: {row.title}" if row.title else what
    if row.waits:
        note, url = _("wartet auf Ihre Bestätigung per E-Mail"), reverse("web:contribution_wait", args=[row.id])
    else:
        note, url = _("angefangen, noch nicht abgeschickt"), reverse(f"web:{row.kind}_call", args=[row.call_slug])
    return {"title": title, "note": note, "url": url}


def _news(row: NoticeRow, titles: Titles) -> Values:
    about = row.news.about
    return {
        "title": news_words.title(about, titles),
        "url": url_of(about.kind, about.number),
        "sentence": news_words.sentence(row.news, titles),
        "day": words.day(row.news.at),
        "unseen": row.unseen,
    }


def _held(row: Mine, titles: Titles) -> Values:
    """Return something of one's own that not everybody sees, and why."""
    why = {
        Publicity.WAITING: _("Wir lesen ihn gerade. Danach ist er für alle zu sehen."),
        Publicity.HIDDEN: _("Die Moderation hat ihn verborgen. Den Grund haben wir Ihnen geschrieben."),
        Publicity.REMOVED: _("Er wurde gelöscht. Den Grund haben wir Ihnen geschrieben."),
    }
    return {
        **_title(row.card, titles),
        "url": "" if row.publicity is Publicity.REMOVED else url_of(row.card.kind, row.card.number),
        "note": why[row.publicity],
        "waits": row.publicity is Publicity.WAITING,
    }


# --- what is theirs ---------------------------------------------------------------------------------------------------


def _thing(card: Card, today: date, titles: Titles) -> Values:
    return {
        **_title(card, titles),
        "url": url_of(card.kind, card.number),
        "state": state(card.status),
        "promise": said.promised(card.due_on, card.status, today),
        "late": is_late(card.status, card.due_on, today),
        "note": " · ".join(
            filter(None, [said.supports(card.supports) if card.supports else "", said.comments(card.comments)])
        ),
    }


def _said(comment: UUID, number: int, text: str) -> Values:
    return {
        "title": Truncator(text).words(_WORDS_MOST),
        "note": _("zum Beitrag Nr. {number}").format(number=number),
        "url": f"{url_of(Kind.IDEA, number)}#kommentar-{comment}",
    }


# --- ways in ---------------------------------------------------------------------------------------------------------


def _filters(names: Names) -> Sequence[Values]:
    """Return the fields with which somebody without an account looks at what is near them."""
    return [
        {"name": filters.DISTRICT, "label": _("Mein Ortsteil"), "options": _options(names.districts.values())},
        {"name": filters.THEME, "label": _("Mein Thema"), "options": _options(names.themes.values())},
    ]


def _options(rows: Collection[city.Named]) -> list[tuple[str, str, bool]]:
    return [(row.key, row.name, False) for row in rows]


def _ways_in(at: datetime) -> list[tuple[str, str]]:
    """Return what somebody can write now. 1 SQL."""
    now, _later = calls.now_and_next(at)
    open_kinds = {row.kind for row in now}
    return [(str(WORDS[kind].begin), links.to(f"web:{kind}_new")) for kind in Kind if kind in open_kinds]
