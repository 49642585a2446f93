"""Prepared values for what authors see of their own: the block on its page, changing the text, withdrawing it."""

from collections.abc import Mapping

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.collect.contributions import rules
from smilecity.collect.contributions.queries import calls
from smilecity.collect.contributions.queries.detail import Detail
from smilecity.collect.contributions.rules import Kind, Moderation, Publicity
from smilecity.collect.places.rules import Feeling
from smilecity.collect.reports.queries.titles import Titles
from smilecity.doors.web import contribution_words, rich_text
from smilecity.doors.web.contribution_cards import url_of

Values = dict[str, object]


def why_not_edit(shown: Detail) -> str:
    """Return why its author may not change the text (any more), in the reader's language; empty: they may."""
    reason = rules.why_not_rewrite(
        shown.publicity, answered=shown.answered_at is not None, merged=shown.merged_into is not None
    )
    return _(reason) if reason else ""


def block(shown: Detail, *, author: bool, writer: bool) -> Values:
    """Return what the page of a contribution offers to who wrote it; nothing to anybody else.

    `author`: a member, whose it is; `writer`: only this browser knows that it was written in it.
    """
    if author and shown.publicity is Publicity.WITHDRAWN:
        return {"text": _("Sie haben ihn zurückgezogen. Nur Sie und die Stadtverwaltung können ihn noch lesen.")}
    if author:
        reason = why_not_edit(shown)
        edit_url = "" if reason else _url(shown, "edit")
        # That it was merged stands at the top of the page already.
        said = "" if shown.merged_into else reason
        return {"text": said, "edit_url": edit_url, "withdraw_url": _url(shown, "withdraw")}
    return {"guest": True, "here": url_of(shown.kind, shown.number)} if writer else {}


def _url(shown: Detail, page: str) -> str:
    return reverse(f"web:{shown.kind}_{page}", args=[shown.number])


def edit(shown: Detail, typed: Mapping[str, str]) -> Values:
    """Return the screen on which the text is changed: what was `typed`, and the revision it is based on."""
    call = calls.call_by_id(shown.call)
    return _frame(shown) | {
        "title": typed["title"],
        "text": typed["text"],
        "revision": shown.revision,
        "limit": rules.TEXT_MOST,
        "text_optional": shown.kind is Kind.REPORT or (shown.kind is Kind.PLACE and shown.category != Feeling.IMPROVE),
        "read_again": shown.visible and call is not None and call.moderation is Moderation.BEFORE,
        "waits": shown.publicity is Publicity.WAITING,
    }


def current(shown: Detail) -> Values:
    """Return how it reads now, to be compared with what was typed on an older one."""
    return {
        "current": {
            "title": Titles(get_language() or "de").said(shown.kind, shown.title),
            "text": rich_text.paragraphs(shown.text),
            "lang": contribution_words.lang_of(shown.language),
        }
    }


def typed(post: QueryDict) -> dict[str, str]:
    """Return what was typed, as it was."""
    return {name: post.get(name, "") for name in ("title", "text")}


def as_it_is(shown: Detail) -> dict[str, str]:
    """Return the text as its author finds it."""
    return {"title": shown.title, "text": shown.text}


def refused(shown: Detail, reason: str) -> Values:
    """Return the page that says why the text stays as it is."""
    return _frame(shown) | {"sentence": reason}


def withdraw(shown: Detail) -> Values:
    """Return the page that asks whether it is to be withdrawn, or says that it is."""
    return _frame(shown) | {
        "about": Titles(get_language() or "de").said(shown.kind, shown.title),
        "answered": shown.answered_at is not None,
    }


def _frame(shown: Detail) -> Values:
    url = url_of(shown.kind, shown.number)
    return {"kind": shown.kind.value, "url": url, "back_url": url}
