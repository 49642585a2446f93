"""Prepared values for the page of one date: what, when, where, for whom, and what came of it. At most 5 SQL."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.city.queries import Names
from smilecity.collect.calendar import queries, rules
from smilecity.collect.calendar.queries import DateRow
from smilecity.collect.calendar.rules import State
from smilecity.doors.web import calendar_filters as filters
from smilecity.doors.web import calendar_words as said
from smilecity.doors.web import rich_text, words
from smilecity.doors.web.calendar_lists import Values, card
from smilecity.ground.text import has, pick


def page(row: DateRow, language: str, at: datetime) -> Values:
    """Return everything that web/calendar/event.html takes."""
    names = city.names(language)
    about = row.event
    kind, text = said.state(row, at)
    over = row.ends_at <= at
    where, access, organiser = _where(row, names), _access(row, language, over=over), _organiser(row, names)
    return {
        "section": "calendar",
        "event": {
            "title": pick(about.title, language),
            "lead": pick(about.lead, language),
            "text": rich_text.paragraphs(pick(about.description, language)),
            "kind": str(said.KINDS[about.kind]),
            "state_kind": kind,
            "state": text,
            "when": said.when(row.span),
            "source": about.source,
            "link_url": about.link_url,
            "over": over,
        },
        "not_simple": language == "de-simple" and not has(about.title, language),
        "notes": _notes(row, language, at),
        # Of what is over there may be nothing to say beside it.
        "facts": not over or any([about.place, about.address, about.online_url, access, organiser]),
        "where": where,
        "access": access,
        "organiser": organiser,
        "registration": _registration(row, at),
        "report": _report(row, language, at),
        "others": [card(other, language, at) for other in queries.siblings(about.id, row.number, at)],
        "ics_url": reverse("web:event_ics", args=[row.number]),
    }


def _notes(row: DateRow, language: str, at: datetime) -> list[tuple[str, str, str]]:
    """Return what has to be said first: (kind, title, text)."""
    notes = []
    reason = pick(row.note, language)
    if row.state is State.CANCELLED:
        notes.append(("danger", _("Diese Veranstaltung fällt aus."), reason))
    elif row.is_moved and row.ends_at > at:
        was = _("Ursprünglich geplant war: {moment}.").format(moment=words.moment(row.planned_at))
        notes.append(("warning", _("Der Termin wurde verlegt."), f"{was} {reason}".strip()))
    if row.event.generated:
        notes.append(("info", "", _("Diese Veranstaltung ist erfunden. Sie zeigt, wie diese Seiten aussehen.")))
    return notes


def _where(row: DateRow, names: Names) -> Values:
    about = row.event
    district = names.districts.get(about.district) if about.district else None
    near = filters.to_query({filters.DISTRICT: district.key}) if district else ""
    point = f"geo:{about.lat},{about.lon}" if about.lat is not None and about.lon is not None else ""
    return {
        "place": about.place,
        "address": about.address,
        "district": district.name if district else "",
        "district_url": reverse("web:calendar") + near,
        "geo": point,
        "online_url": about.online_url,
    }


def _access(row: DateRow, language: str, *, over: bool) -> Values:
    """Return what is known of how one gets in; nobody needs to hear any more that nothing is known."""
    if over and not row.event.access and not row.event.access_note:
        return {}
    return {
        "points": [str(said.ACCESS[access]) for access in row.event.access],
        "note": pick(row.event.access_note, language),
    }


def _organiser(row: DateRow, names: Names) -> str:
    office = names.offices.get(row.event.office) if row.event.office else None
    return row.event.organiser or (office.name if office else "")


def _registration(row: DateRow, at: datetime) -> Values:
    """Return whether one can register, until when, and how many places are left."""
    intake = row.intake
    if not intake.registration or row.ends_at <= at or row.state is State.CANCELLED:
        return {}
    reason = rules.why_closed(intake, at)
    waits = reason is None and intake.free == 0
    return {
        "url": "" if reason else reverse("web:book", args=[row.number]),
        "text": _("Auf die Warteliste") if waits else _("Zum Termin anmelden"),
        "places": said.places(intake, at),
        "until": words.until(intake.closes_at) if not reason else "",
        "reason": _(reason) if reason else "",
    }


def _report(row: DateRow, language: str, at: datetime) -> Values:
    if row.starts_at > at:
        return {}
    shown = [
        {
            "small": reverse("web:event_photo", args=[photo.id, "small"]),
            "large": reverse("web:event_photo", args=[photo.id, "large"]),
            "alt": photo.description,
        }
        for photo in queries.photos(row.number)
    ]
    if not row.is_documented and not shown:
        return {}
    return {"text": rich_text.paragraphs(pick(row.report, language)), "links": row.report_links, "photos": shown}
