"""What the Atom feeds tell: lists with their filters, the history of one contribution, the town hall's replies.

Only what everybody can see, in the language of the address. Each feed costs a fixed number of SQL statements.
"""

from collections.abc import Mapping

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.city.queries import Names
from smilecity.collect.contributions.queries import detail, lists
from smilecity.collect.contributions.queries.lists import Card
from smilecity.collect.contributions.rules import Kind, Sort
from smilecity.collect.reports.queries.titles import Titles
from smilecity.deliver.notices import queries as notices
from smilecity.deliver.notices.queries import ReplyRow
from smilecity.doors.web import contribution_filters as filters
from smilecity.doors.web import contribution_story
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web.atom import BEGINNING, Entry, Feed
from smilecity.doors.web.kind_words import WORDS

MOST = 30


def listing(kind: Kind, given: Mapping[str, str], here: str) -> Feed:
    """Return the newest contributions that a list with these filters shows."""
    names = city.names(_language())
    asked = filters.read(kind, given, names)
    cards, titles = lists.page(asked.wanted, Sort.NEW, most=MOST).cards, Titles(_language())
    query = filters.to_query(asked.filters) if asked.filters else ""
    return Feed(
        key=f"{kind.value}s{query}",
        title=filters.summary(kind, asked, str(WORDS[kind].many)),
        url=reverse(f"web:{kind.value}s") + query,
        self_url=here,
        lang=_lang(),
        author=_city(),
        begins_at=BEGINNING,
        entries=[_card(card, names, titles) for card in cards],
    )


def _card(card: Card, names: Names, titles: Titles) -> Entry:
    text = card.excerpt if len(card.excerpt) < 220 else card.excerpt.rsplit(" ", 1)[0] + " …"
    state = _("Stand: {state}").format(state=said.status(card.status))
    return Entry(
        key=f"{card.kind.value}/{card.number}",
        title=titles.said(card.kind, card.title),
        url=reverse(f"web:{card.kind.value}", args=[card.number]),
        text=f"{text}\n\n{state}".strip(),
        updated=card.changed_at,
        published=card.published_at,
        author=card.author_name,
        themes=[names.themes[theme].name for theme in card.theme_ids if theme in names.themes],
        lang=said.lang_of(card.language),
    )


def history(kind: Kind, number: int, here: str) -> Feed:
    """Return what happened to one contribution, the newest first. Raises Http404 where nobody may see it."""
    shown = detail.contribution(number, kind)
    if shown is None or not shown.visible:
        raise Http404
    offices = city.names(_language()).offices
    steps = detail.steps(shown.id, public=True)
    url = reverse(f"web:{kind.value}", args=[number])
    sentences = contribution_story.sentences(shown, steps, offices)
    return Feed(
        key=f"{kind.value}/{number}/steps",
        title=Titles(_language()).said(kind, shown.title),
        url=url,
        self_url=here,
        lang=_lang(),
        author=_city(),
        begins_at=shown.published_at or BEGINNING,
        entries=[
            Entry(key=f"step/{step.id}", title=sentence, url=url, text=step.text, updated=step.at, published=step.at)
            for step, sentence in reversed(sentences)
        ],
    )


def answers(here: str) -> Feed:
    """Return the newest public replies."""
    names, titles = city.names(_language()), Titles(_language())
    return Feed(
        key="answers",
        title=_("Antworten der Stadt"),
        url=reverse("web:ideas"),
        self_url=here,
        lang=_lang(),
        author=_city(),
        begins_at=BEGINNING,
        entries=[_reply(row, names, titles) for row in notices.newest_replies(MOST)],
    )


def _reply(row: ReplyRow, names: Names, titles: Titles) -> Entry:
    office = contribution_story.office_name(row.office, names.offices)
    state = [_("Stand: {state}").format(state=said.status(row.status))] if row.status else []
    return Entry(
        key=f"step/{row.id}",
        title=_("Antwort zu „{title}“").format(title=titles.said(row.about.kind, row.about.title)),
        url=reverse(f"web:{row.about.kind.value}", args=[row.about.number]),
        text="\n\n".join([row.text, *state]),
        updated=row.at,
        published=row.at,
        author=office,
    )


def _language() -> str:
    return get_language() or "de"


def _lang() -> str:
    """Return the language as feeds and pages name it: Leichte Sprache is German."""
    return _language().partition("-")[0]


def _city() -> str:
    return city.profile().name or "Smile City"
