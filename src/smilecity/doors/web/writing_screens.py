"""Prepared values for the screens on which people write: what the templates show, in the reader's language."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.collect.contributions import rules
from smilecity.collect.contributions.queries.calls import CallRow
from smilecity.collect.contributions.queries.drafts import PhotoRow
from smilecity.collect.contributions.queries.lists import Card
from smilecity.collect.contributions.rules import Kind
from smilecity.collect.places.rules import Feeling
from smilecity.doors.visitor.places import place_sentence
from smilecity.doors.web import contribution_words, words, writing_forms
from smilecity.doors.web.refusals import Errors
from smilecity.doors.web.writing import Step, Writing
from smilecity.ground import clock
from smilecity.ground.pictures import MOST_BYTES
from smilecity.ground.text import pick
from smilecity.people.register.rules import CONFIRM_WITHIN

FEELINGS = {
    "happy": gettext_lazy("Macht mich glücklich"),
    "improve": gettext_lazy("Sollte besser werden"),
    "favourite": pgettext_lazy("at the beginning of a line", "Lieblingsort"),
}
_INFORMED = {
    "yes": gettext_lazy("Ja, schreiben Sie mir, was daraus wird."),
    "no": gettext_lazy("Nein, ich schaue selbst wieder vorbei."),
}
_NOTHING_FOUND = gettext_lazy(
    "Dazu haben wir nichts gefunden. Versuchen Sie es mit dem Namen der Straße, oder beschreiben Sie den Ort in Worten."
)


def texts(here: Writing, raw: Mapping[str, str]) -> dict[str, object]:
    """Return the screen for title and text."""
    return {
        "title": raw.get("title", ""),
        "text": raw.get("text", ""),
        "limit": rules.TEXT_MOST,
        "text_optional": here.kind is Kind.PLACE and here.content.category != Feeling.IMPROVE,
        "summary": pick(here.call.summary, here.language),
        "closes_text": _("offen {until}").format(until=words.until(here.call.closes_at)) if here.call.closes_at else "",
        "live_url": reverse("web:idea_live") if here.kind is Kind.IDEA else "",
    }


def feeling(chosen: str) -> dict[str, object]:
    """Return the three choices of what a place is."""
    return {"options": [(key, label, key == chosen) for key, label in FEELINGS.items()]}


def themes(here: Writing, chosen: Collection[int]) -> dict[str, object]:
    """Return the themes to tick."""
    return {
        "options": [(str(theme.id), theme.name, theme.id in chosen) for theme in here.themes],
        "hint": _("Mehrere sind möglich, höchstens {most}.").format(most=rules.THEMES_MOST),
    }


def place(raw: Mapping[str, Any], matches: Sequence[tuple[str, str]], *, searched: bool) -> dict[str, object]:
    """Return the screen for the place, said in words where a point is chosen."""
    lon, lat = raw.get("lon"), raw.get("lat")
    return {
        "address": raw.get("address", ""),
        "place": raw.get("place", ""),
        "lon": _decimal(lon),
        "lat": _decimal(lat),
        "words": in_words(lon, lat),
        "matches": matches,
        "nothing": str(_NOTHING_FOUND) if searched and not matches else "",
    }


def _decimal(value: object) -> str:
    """Return a coordinate with a point, whatever the language: scripts read it."""
    return repr(value) if isinstance(value, float) else str(value or "")


def in_words(lon: object, lat: object) -> str:
    """Return where a point is in the reader's language; empty without one."""
    if not isinstance(lon, float) or not isinstance(lat, float):
        return ""
    return place_sentence(city.describe(lon, lat))


def photos(rows: Sequence[PhotoRow], wrong: Errors) -> dict[str, object]:
    """Return the photos that are there, how many more there may be, and what is wrong with those just sent."""
    left, reasons = rules.PHOTOS_MOST - len(rows), dict(wrong)
    return {
        "photos": [
            photo(row, number) | {"error": reasons.get(description_field(row), "")}
            for number, row in enumerate(rows, 1)
        ],
        "photo_errors": [reason for field, reason in wrong if field == "photos"],
        "left": left,
        "most_text": _("Höchstens {most} Fotos, jedes bis {megabytes} MB.").format(
            most=rules.PHOTOS_MOST, megabytes=MOST_BYTES // 1024**2
        ),
    }


def photo(row: PhotoRow, number: int) -> dict[str, object]:
    """Return a photo as a page shows it; what nobody has described yet has its number."""
    shrink = min(1.0, 480 / max(row.width, row.height))
    return {
        "id": row.id,
        "field": description_field(row),
        "url": reverse("web:photo", args=[row.id, "small"]),
        "width": round(row.width * shrink),
        "height": round(row.height * shrink),
        "name": _("Foto {number}").format(number=number),
        "alt": row.description or _("Foto {number}").format(number=number),
        "description": row.description,
    }


def description_field(row: PhotoRow) -> str:
    """Return the name of the field that says what can be seen."""
    return f"description-{row.id}"


def contact(here: Writing, sent: Mapping[str, str] | None) -> dict[str, object]:
    """Return the screen that asks for a name, an address and whether to write; `sent` as it was refused."""
    given = _given(here) if sent is None else sent
    return {
        "author_name": given.get("author_name", ""),
        "email": given.get("email", ""),
        "informed": [(key, label, key == given.get("informed")) for key, label in _INFORMED.items()],
        "member_email": here.member.email if here.member else "",
        "login_url": f"{reverse('account_login')}?next={here.url(Step.CHECK)}",
        "unconfirmed_text": unconfirmed(),
    }


def _given(here: Writing) -> dict[str, str]:
    """Return what was said before. Whether to write was asked together with the address."""
    address = here.draft.address if here.draft else ""
    informed = "yes" if here.draft and here.draft.informed else "no" if address else ""
    return {"author_name": here.content.author_name, "email": address, "informed": informed}


def unconfirmed() -> str:
    """Return how long something lives that nobody confirms."""
    hours = int(CONFIRM_WITHIN.total_seconds() // 3600)
    return _("Was nicht bestätigt wird, löschen wir nach {hours} Stunden.").format(hours=hours)


def check(here: Writing, rows: Sequence[PhotoRow]) -> dict[str, object]:
    """Return all that was said, each with the way to change it."""
    draft = here.draft
    return {
        "answers": [_row(here, step, label, values) for step, label, values in _said(here)],
        "photos": [photo(row, number) for number, row in enumerate(rows, 1)] if here.call.photos else None,
        "photos_url": f"{here.url(Step.PHOTOS)}?{Step.CHECK}",
        "contact": _contact_rows(here),
        "email": draft.address if draft and not here.member else "",
        "member_email": here.member.email if here.member else "",
        "read_before": here.call.moderation == rules.Moderation.BEFORE,
    }


def _said(here: Writing) -> list[tuple[Step, str, list[str]]]:
    said = here.content
    place = [part for part in (in_words(said.lon, said.lat), said.place) if part]
    names = [theme.name for theme in here.themes if theme.id in said.theme_ids]
    rows = {
        Step.FEELING: [(_("Was für ein Ort"), [str(FEELINGS[said.category])] if said.category in FEELINGS else [])],
        Step.TEXT: [(_("Titel"), [said.title]), (_("Beschreibung"), [said.text] if said.text else [])],
        Step.THEMES: [(_("Themen"), names)],
        Step.PLACE: [(_("Ort"), place)],
    }
    return [(step, label, values) for step in here.steps for label, values in rows.get(step, [])]


def _contact_rows(here: Writing) -> list[dict[str, object]]:
    said, draft = here.content, here.draft
    informed = _("Ja") if draft and draft.informed else _("Nein")
    rows = [
        (_("Name, der dabei steht"), [said.author_name] if said.author_name else [_("ohne Namen")]),
        (_("Wir schreiben Ihnen, was daraus wird"), [informed]),
    ]
    if not here.member:
        rows.append((_("E-Mail-Adresse"), [draft.address] if draft and draft.address else []))
    return [_row(here, Step.CONTACT, label, values) for label, values in rows]


def _row(here: Writing, step: Step, label: str, values: Sequence[str]) -> dict[str, object]:
    return {"question": label, "values": values, "change_url": f"{here.url(step)}?{Step.CHECK}"}


def card(call: CallRow) -> dict[str, object]:
    """Return a call that is open, as a card."""
    language = get_language() or "de"
    return {
        "title": pick(call.title, language),
        "lead": pick(call.summary, language),
        "url": reverse(f"web:{call.kind}_call", args=[call.slug]),
        "time_left": words.time_left(call.closes_at, clock.now()),
        "closes_text": _("offen {until}").format(until=words.until(call.closes_at)) if call.closes_at else "",
    }


def list_url(kind: Kind) -> dict[str, str]:
    """Return where one reads what others have written."""
    return {"list_url": reverse(f"web:{kind}s")}


def closed(here: Writing, post: QueryDict) -> dict[str, object]:
    """Return what the page of a call says that takes nothing now, with what was typed."""
    call, said = here.call, here.content
    later = call.opens_at is not None and call.opens_at > here.at
    return {
        "opens_text": _("Er beginnt am {day}.").format(day=words.day(call.opens_at)) if later and call.opens_at else "",
        "closed_text": _("Er lief bis zum {day}.").format(day=words.day(call.closes_at)) if call.closes_at else "",
        "title": post.get("title", said.title),
        "text": post.get("text", said.text),
    }


def point_again(post: QueryDict) -> dict[str, object]:
    """Return the fields for the place as they were sent; a point that is none is gone."""
    again: dict[str, object] = {name: post.get(name, "") for name in ("address", "place")}
    lon, lat = writing_forms.number(post.get("lon", "")), writing_forms.number(post.get("lat", ""))
    return again | ({"lon": lon, "lat": lat} if lon is not None and lat is not None else {})


def similar(cards: Sequence[Card]) -> list[dict[str, object]]:
    """Return similar ideas, each with the way to support it."""
    return [
        {
            "title": card.title,
            "excerpt": card.excerpt,
            "url": reverse(f"web:{card.kind}", args=[card.number]),
            "support_url": reverse(f"web:{card.kind}_support", args=[card.number]),
            "supports_text": contribution_words.supports(card.supports),
        }
        for card in cards
    ]
