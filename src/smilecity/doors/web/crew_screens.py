"""Prepared values for the pages of crews: the list in the order of the way, one order, what is said once it is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from smilecity.collect.contributions import rules as trunk
from smilecity.collect.reports import queries as reports
from smilecity.deliver.fieldwork import rules
from smilecity.deliver.fieldwork.queries import OrderPage, OrderRow
from smilecity.doors.web import contribution_filters as filters
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web import rich_text
from smilecity.doors.web.contribution_cards import url_of
from smilecity.doors.web.crew_forms import Entry, Kind
from smilecity.doors.web.kind_words import WORDS
from smilecity.ground import hashes
from smilecity.ground.text import pick
from smilecity.people.models import User

Values = dict[str, object]
# Degrees of longitude; some hundred metres.
_AROUND = 0.006


@dataclass(frozen=True)
class Outside:
    """One visit of somebody who works outside."""

    user: User
    at: datetime

    @property
    def frame(self) -> Values:
        """What every page of a crew shows."""
        return {
            "lean": True,
            "who": str(self.user.pk),
            "most": rules.PHOTOS_MOST,
            "back_url": reverse("web:crew"),
            "login_url": f"{reverse('account_login')}?{urlencode({'next': reverse('web:crew')})}",
            "not_simple": get_language() == "de-simple",
            "stand": f"{timezone.localtime(self.at):%H:%M}",
        }


# --- the list --------------------------------------------------------------------------------------------------------


def by_way(rows: Sequence[OrderRow]) -> list[OrderRow]:
    """Return the orders as one goes from one to the next, urgent ones first."""
    stops = [rules.Stop(lon=row.lon, lat=row.lat, urgent=row.urgent, due_on=row.due_on) for row in rows]
    return [rows[place] for place in rules.route(None, stops)]


def orders(here: Outside, rows: Sequence[OrderRow], done: Sequence[OrderRow], *, as_map: bool) -> Values:
    """Return the list: what is open, in the order of the way, and what was settled today; `as_map`: a map above it."""
    placed = any(row.lon is not None for row in rows)
    return here.frame | {
        "summary": _summary(rows),
        "cards": [_card(here, row) for row in rows],
        "done": [_settled(row) for row in done],
        "map_source": reverse("web:crew_map") if placed and as_map else "",
        "map_region": _region(rows),
        "map_url": f"{reverse('web:crew')}?{filters.VIEW}={filters.MAP}" if placed and not as_map else "",
    }


def _region(rows: Sequence[OrderRow]) -> str:
    """Return the part of the city that the map shows first: all orders, and some streets around them."""
    places = [(row.lon, row.lat) for row in rows if row.lon is not None and row.lat is not None]
    if not places:
        return ""
    lons, lats = zip(*places, strict=True)
    sides = (min(lons) - _AROUND, min(lats) - _AROUND / 2, max(lons) + _AROUND, max(lats) + _AROUND / 2)
    return ",".join(f"{side:.5f}" for side in sides)


def _summary(rows: Sequence[OrderRow]) -> str:
    urgent = sum(row.urgent for row in rows)
    if not rows:
        return _("Kein offener Auftrag.")
    opens = ngettext("{n} offener Auftrag", "{n} offene Aufträge", len(rows)).format(n=len(rows))
    hurry = ngettext("{n} davon dringend", "{n} davon dringend", urgent).format(n=urgent)
    return f"{opens}, {hurry}." if urgent else f"{opens}."


def _card(here: Outside, row: OrderRow) -> Values:
    shown = {
        "number": row.number,
        "title": _title(row),
        "icon": row.icon or "flag",
        "place": _place(row),
        "lon": "" if row.lon is None else f"{row.lon:.6f}",
        "lat": "" if row.lat is None else f"{row.lat:.6f}",
        "urgent": row.urgent,
        **_promise(here, row),
        "photo": _photo_url(row, str(row.photo), "small") if row.photo else "",
    }
    # Whatever is said of it, a device that has kept another version fetches the page anew.
    version = hashes.digest(repr((sorted(shown.items()), row.note))).hex()[:12]
    return shown | {"id": str(row.id), "url": url(row), "version": version}


def _title(row: OrderRow) -> str:
    return row.title or pick(row.category, get_language() or "de")


def _place(row: OrderRow) -> str:
    """Return the place in words; those often end in the district, which is said once."""
    return ", ".join(dict.fromkeys(filter(None, [row.place.removesuffix(row.district).rstrip(", "), row.district])))


def _promise(here: Outside, row: OrderRow) -> Values:
    promise = said.promised(row.due_on, trunk.Status.ACCEPTED, timezone.localdate(here.at))
    return {"promise": promise, "late": bool(row.days_late)}


def _settled(row: OrderRow) -> Values:
    done = row.state is rules.State.DONE
    return {
        "url": url(row),
        "title": _title(row),
        "said": _("erledigt") if done else _("zurückgegeben"),
        "icon": "success" if done else "arrow-back",
    }


def url(row: OrderRow) -> str:
    """Return the address of an order."""
    return reverse("web:crew_order", args=[row.id])


def _photo_url(row: OrderRow, photo: str, size: str) -> str:
    return reverse("web:crew_photo", args=[row.id, photo, size])


def on_map(rows: Sequence[OrderRow]) -> Values:
    """Return the orders as the script of the map reads them (web/js/map.js)."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
                "properties": {
                    "count": 1,
                    "kind": row.kind.value,
                    "category": "improve" if row.urgent else "",
                    "number": row.number,
                    "title": _title(row),
                    "label": _place(row),
                    "status": _("Dringend") if row.urgent else "",
                    "url": url(row),
                },
            }
            for row in rows
            if row.lon is not None
        ],
    }


# --- one order -------------------------------------------------------------------------------------------------------


def order(here: Outside, page: OrderPage, entered: Entry | None, wrong: str) -> Values:
    """Return an open order with its three forms; the one that was refused stands open with what was typed."""
    errors = [(entered.field, wrong)] if entered and wrong else []
    return here.frame | {
        "order": _order(here, page),
        "acts": [_act(kind, entered, wrong) for kind in Kind],
        "errors": errors,
        "report_url": _report_url(page),
    }


def _order(here: Outside, page: OrderPage) -> Values:
    row = page.row
    return {
        "id": str(row.id),
        "url": url(row),
        "number": row.number,
        "kicker": _kicker(row),
        "title": _title(row),
        "text": rich_text.paragraphs(page.text) if page.text else "",
        "answers": [reports.told(one, get_language() or "de") for one in page.answers],
        "place": _place(row),
        "geo_url": f"geo:{row.lat:.6f},{row.lon:.6f}?q={row.lat:.6f},{row.lon:.6f}" if row.lon is not None else "",
        "note": row.note,
        "urgent": row.urgent,
        **_promise(here, row),
        "photos": [
            {
                "small": _photo_url(row, str(photo.id), "small"),
                "large": _photo_url(row, str(photo.id), "large"),
                "alt": photo.description or _("Foto zum Auftrag"),
            }
            for photo in page.photos
        ],
    }


def _kicker(row: OrderRow) -> str:
    return _("Auftrag zu {kind} Nr. {number}").format(kind=WORDS[row.kind].one, number=row.number)


def _report_url(page: OrderPage) -> str:
    return url_of(page.row.kind, page.row.number) if page.visible else ""


def _act(kind: Kind, entered: Entry | None, wrong: str) -> Values:
    mine = entered is not None and entered.kind is kind
    return _WORDS[kind]() | {
        "kind": kind.value,
        "token": str(entered.token if entered and mine and not wrong else uuid4()),
        "open": mine,
        "said": entered.said if entered and mine else "",
        "error": wrong if mine else "",
        "limit": rules.SAID_MOST,
    }


def _words_photos() -> Values:
    return {
        "title": _("Foto vorher"),
        "icon": "camera",
        "photo_label": _("Foto aufnehmen oder auswählen"),
        "photo_hint": _photo_hint(),
        "go_text": _("Foto speichern"),
    }


def _words_done() -> Values:
    return {
        "title": _("Ist erledigt"),
        "icon": "success",
        "photo_label": _("Foto nachher"),
        "photo_hint": _photo_hint(),
        "words_label": _("Was wurde gemacht?"),
        "words_hint": _("Das lesen alle, auch wer gemeldet hat. Ohne Text schreiben wir: erledigt."),
        "optional": True,
        "go_text": _("Als erledigt eintragen"),
    }


def _words_returned() -> Values:
    return {
        "title": _("Geht nicht"),
        "icon": "arrow-back",
        "photo_label": _("Foto vom Stand"),
        "photo_hint": _photo_hint(),
        "words_label": _("Warum geht es nicht?"),
        "words_hint": _("Das liest nur Ihre Stelle. Sie bekommt den Auftrag zurück."),
        "go_text": _("An die Stelle zurückgeben"),
    }


def _photo_hint() -> str:
    return _("Bitte keine Gesichter und keine Kennzeichen.")


_WORDS = {Kind.PHOTOS: _words_photos, Kind.DONE: _words_done, Kind.RETURNED: _words_returned}


# --- it is over ------------------------------------------------------------------------------------------------------


def settled(here: Outside, page: OrderPage, rest: Sequence[OrderRow]) -> Values:
    """Return the confirmation of an order that is over, with the next one on the way."""
    row = page.row
    head, sentence = _over(page)
    following = rest[0] if rest else None
    return here.frame | {
        "order": {"title": _title(row), "kicker": _kicker(row)},
        "head": head,
        "sentence": sentence,
        "said": page.said,
        "next": {"url": url(following), "title": _title(following), "place": _place(following)} if following else None,
        "report_url": _report_url(page),
    }


def _over(page: OrderPage) -> tuple[str, str]:
    if page.row.state is rules.State.DONE:
        told = _("Alle können jetzt lesen, dass es erledigt ist. Wer die Meldung verfolgt, bekommt eine E-Mail.")
        if page.weight is rules.Weight.PUBLIC:
            return _("Erledigt. Danke!"), told
        unread = {rules.Weight.HIDDEN, rules.Weight.ANSWERED}
        return _("Erledigt. Danke!"), kept(page.weight) if page.weight in unread else _(
            "Ihre Stelle hat Ihren Eintrag."
        )
    if page.row.state is rules.State.RETURNED:
        return _("Zurückgegeben."), _("Ihre Stelle hat den Auftrag mit Ihrer Begründung wieder und kümmert sich.")
    return _("Dieser Auftrag ist zurückgezogen."), _("Ihre Stelle hat ihn zurückgenommen. Sie müssen nichts mehr tun.")


def kept(weight: rules.Weight) -> str:
    """Return what a crew is told of an entry that only its office reads; empty where nothing has to be said."""
    if weight is rules.Weight.NOTE:
        return _(
            "Das kam zu spät, um noch zu gelten: Der Auftrag ist schon abgeschlossen oder liegt bei anderen. "
            "Ihre Stelle hat Ihren Eintrag mit den Fotos als Notiz."
        )
    if weight is rules.Weight.HIDDEN:
        return _("Die Meldung ist nicht öffentlich. Nur Ihre Stelle liest, was Sie eingetragen haben.")
    if weight is rules.Weight.ANSWERED:
        return _("Die Meldung war schon beantwortet. Ihre Stelle hat Ihren Eintrag als Notiz.")
    return ""
