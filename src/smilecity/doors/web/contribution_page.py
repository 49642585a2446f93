"""Prepared values for the page of one idea or place: what it says, where it stands, what happened, who spoke."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID, uuid4

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.city.queries import Names
from smilecity.collect.contributions import rules
from smilecity.collect.contributions.queries import detail, mine
from smilecity.collect.contributions.queries.detail import CommentRow, Detail
from smilecity.collect.contributions.rules import ENTERED, OPEN, Kind, Publicity, Stage, is_late
from smilecity.collect.reports import queries as reports
from smilecity.collect.reports.queries.titles import Titles
from smilecity.doors.web import contribution_filters as filters
from smilecity.doors.web import contribution_story as story
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web import links, own_screens, report_words, rich_text, words
from smilecity.doors.web.contribution_cards import LIST_URLS, state, url_of
from smilecity.doors.web.kind_words import WORDS
from smilecity.people.contacts import queries as contacts
from smilecity.people.models import User
from smilecity.people.register import queries as register

Values = dict[str, object]
COMMENTS_MOST = 50


@dataclass(frozen=True)
class Reading:
    """One visit to the page: what is shown, to whom, in which language, when; which comments come first.

    `wrote_here`: this browser knows that it was written in it. `asks`: the call wants to know something of members
    first, so that they support and comment on pages of their own, as guests do.
    """

    shown: Detail
    user: User | None
    language: str
    at: datetime
    after: UUID | None = None
    wrote_here: bool = False
    asks: bool = False

    @cached_property
    def wrote_it(self) -> bool:
        """Whether the member who reads is the author; nobody supports their own. 1 SQL for members."""
        author = self.shown.author
        return self.user is not None and author is not None and contacts.of_user(self.user.pk) == author

    @property
    def is_open(self) -> bool:
        """Whether it can be supported and commented on: everybody sees it, and its call is not over."""
        ends = self.shown.call_closes_at
        return self.shown.visible and (ends is None or self.at < ends)


def page(here: Reading) -> Values:
    """Return everything that web/contributions/detail.html takes."""
    shown, names = here.shown, city.names(here.language)
    steps = detail.steps(shown.id, public=True)
    list_url = links.to(LIST_URLS[shown.kind])
    found = reports.report(shown.id) if shown.kind is Kind.REPORT else None
    report, titles = report_words.told(found) if found else {}, Titles(here.language)
    return {
        "section": f"{shown.kind.value}s",
        "list_url": list_url,
        "list_text": WORDS[shown.kind].every,
        "entry": {
            "title": titles.said(shown.kind, shown.title),
            "title_lang": said.lang_of(titles.written_in(shown.kind, shown.title, shown.language)),
            "lang": said.lang_of(shown.language),
            "text": rich_text.paragraphs(shown.text),
            "kicker": _kicker(shown),
            "byline": _byline(shown),
            "photos": _photos(shown),
            "feeling": said.category(shown.category),
            "themes": _themes(shown, names, list_url),
            **_place(shown, names, list_url),
            **_report(report, list_url),
        },
        "standing": _standing(here, names) | {"delegated": report.get("delegated", "")},
        "notes": _notes(shown),
        "merged": _merged(shown),
        "replies": story.replies(steps, names.offices),
        "events": story.events(shown, steps, names.offices, list_url),
        "what_happens": said.texts(shown.what_happens),
        "support": _support(here),
        "own": own_screens.block(shown, author=here.wrote_it, writer=here.wrote_here),
        "talk": _talk(here, names),
        "ways": _ways(shown),
    }


def _kicker(shown: Detail) -> str:
    return _("{kind} Nr. {number}").format(kind=WORDS[shown.kind].one, number=shown.number)


def _report(report: Values, list_url: str) -> Values:
    """Return what a report says besides: its category with the list of its like, and what was answered."""
    if not report:
        return {}
    url = list_url + filters.to_query({filters.REPORTED: str(report["code"])})
    return {"category": report["category"], "category_url": url, "answers": report["answers"]}


def _byline(shown: Detail) -> str:
    """Return who said it and when; what staff wrote down for somebody names the way it came."""
    day = words.day(shown.submitted_at)
    if shown.kind is Kind.REPORT and shown.channel not in ENTERED and not shown.author_name:
        return _("gemeldet am {day}").format(day=day)
    if shown.channel in ENTERED:
        return _("{way}, {day}").format(way=said.CHANNEL_LABELS[shown.channel], day=day)
    return _("von {name}, {day}").format(name=shown.author_name or _("Gast"), day=day)


def _photos(shown: Detail) -> list[Values]:
    """Return the photos; those of how it was come first, and once there is one of afterwards each says which it is."""
    seen = sorted((photo for photo in shown.photos if not photo.hidden), key=lambda photo: photo.stage is Stage.AFTER)
    compares = bool(seen) and seen[-1].stage is Stage.AFTER
    return [
        {
            "small": f"/fotos/{photo.id}-small.webp",
            "large": f"/fotos/{photo.id}-large.webp",
            "alt": photo.description or _("Foto zum Beitrag"),
            "lang": said.lang_of(shown.language) if photo.description else "",
            "when": said.STAGES[photo.stage] if compares else "",
        }
        for photo in seen
    ]


def _themes(shown: Detail, names: Names, list_url: str) -> list[tuple[str, str]]:
    known = [names.themes[pk] for pk in shown.theme_ids if pk in names.themes]
    return [(theme.name, list_url + filters.to_query({filters.THEME: theme.key})) for theme in known]


def _place(shown: Detail, names: Names, list_url: str) -> Values:
    district = names.districts.get(shown.district) if shown.district else None
    # The words of a place often end in its district; said once is enough.
    near = {filters.VIEW: filters.MAP} | ({filters.DISTRICT: district.key} if district else {})
    place = shown.place.removesuffix(district.name).rstrip(", ") if district else shown.place
    return {
        "place": place,
        "district": district.name if district else "",
        "district_url": list_url + filters.to_query({filters.DISTRICT: district.key}) if district else "",
        "map_url": list_url + filters.to_query(near) if shown.lon is not None else "",
    }


def _standing(here: Reading, names: Names) -> Values:
    """Return the status line: the state, who acts, by when, or since when it is overdue."""
    shown, today = here.shown, timezone.localdate(here.at)
    office = names.offices.get(shown.office) if shown.office else None
    waits = shown.status in OPEN
    return {
        "state": state(shown.status),
        "office": office.name if office else (_("wird gerade bestimmt") if waits else _("Stadtverwaltung")),
        "promise": said.promised(shown.due_on, shown.status, today),
        "late": is_late(shown.status, shown.due_on, today),
        "answered": _("Beantwortet am {day}").format(day=words.day(shown.answered_at)) if shown.answered_at else "",
    }


def _notes(shown: Detail) -> list[tuple[str, str]]:
    """Return what has to be said before the text."""
    notes = []
    if shown.publicity is Publicity.WAITING:
        notes.append(("info", _("Diesen Beitrag sehen nur Sie und die Stadtverwaltung. Wir lesen ihn gerade.")))
    elif shown.publicity is not Publicity.SHOWN:
        notes.append(("warning", str(said.GONE_SENTENCES[shown.publicity])))
    if shown.generated:
        notes.append(("warning", _("Dieser Beitrag ist erfunden. Er zeigt, wie diese Seiten aussehen.")))
    return notes


def _merged(shown: Detail) -> Values:
    if shown.merged_into is None:
        return {}
    return {"url": url_of(shown.kind, shown.merged_into), "number": shown.merged_into}


def _support(here: Reading) -> Values:
    shown = here.shown
    key = register.key_in(shown.process, here.user.email) if here.user else None
    return {
        "text": said.supports(shown.supports),
        "is_open": here.is_open,
        "member": here.user is not None,
        "own": here.wrote_it,
        "given": mine.supports(shown.id, key),
        "asks": here.asks,
        "guest_url": url_of(shown.kind, shown.number) + "unterstuetzen/",
    }


# --- comments --------------------------------------------------------------------------------------------------------


def _talk(here: Reading, names: Names) -> Values:
    shown, url = here.shown, url_of(here.shown.kind, here.shown.number)
    rows = detail.comments(shown.id, after=here.after, most=COMMENTS_MOST + 1)
    seen, more = rows[:COMMENTS_MOST], len(rows) > COMMENTS_MOST
    return {
        "title": said.comments(shown.comments) or _("Noch keine Kommentare"),
        "rows": [_comment(row, names, url) for row in seen],
        "more_url": f"{url}?ab={seen[-1].id}#kommentare" if more else "",
        "first_url": f"{url}#kommentare" if here.after else "",
        "member": here.user is not None and not here.asks,
        "name": here.user.name if here.user else "",
        "limit": rules.COMMENT_MOST,
        "guest_url": f"{url}kommentieren/",
        "is_open": here.is_open,
        "once": str(uuid4()) if here.user else "",
    }


def _comment(row: CommentRow, names: Names, url: str) -> Values:
    edited = _("Geändert von der Moderation am {day}.").format(day=words.day(row.edited_at)) if row.edited_at else ""
    return {
        "id": f"kommentar-{row.id}",
        "office": story.office_name(row.office, names.offices) if row.office else "",
        "name": row.author_name or _("Gast"),
        "day": words.day(row.posted_at),
        "text": rich_text.paragraphs(row.text),
        "lang": said.lang_of(row.language),
        "edited": " ".join(filter(None, [edited, row.edited_why])),
        "report_url": f"{url}melden/?kommentar={row.id}",
    }


def _ways(shown: Detail) -> Values:
    """Return where one can go from here."""
    url = url_of(shown.kind, shown.number)
    subscribe = links.to("web:subscribe")
    feed = reverse(f"web:feed_{shown.kind.value}", args=[shown.number]) if shown.visible else ""
    return {
        "feed_url": feed,
        "share": settings.BASE_URL + url,
        "report_url": f"{url}melden/",
        "subscribe_url": f"{subscribe}?beitrag={shown.number}" if subscribe else "",
    }


def gone(shown: Detail) -> Values:
    """Return what the page says of a contribution that is no longer there: why, but not what it said."""
    return {
        "sentence": said.GONE_SENTENCES[shown.publicity],
        "comes_back": shown.publicity is Publicity.WAITING,
        "list_url": links.to(LIST_URLS[shown.kind]),
    }
