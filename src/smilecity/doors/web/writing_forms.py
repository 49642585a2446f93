"""What people send from the screens of the writing way. In: the fields of a form. Out: what changes, or what is wrong.

Nothing is saved here. Every field is looked at, so that all that is wrong is said at once.
"""

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.collect.contributions import rules
from smilecity.collect.contributions.actions.commenting import NO_COMMENT
from smilecity.collect.contributions.actions.storing import OUTSIDE
from smilecity.collect.contributions.rules import Kind
from smilecity.collect.ideas import rules as idea_rules
from smilecity.collect.places import rules as place_rules
from smilecity.collect.places.rules import Feeling
from smilecity.doors.web.refusals import Errors, said
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.register.rules import clean_address

NO_CHOICE = sentence("Bitte wählen Sie, ob wir Ihnen schreiben dürfen.")
BAD_POINT = sentence("Diesen Punkt haben wir nicht verstanden. Bitte wählen Sie den Ort noch einmal.")


@dataclass
class Heard:
    """What a form said: `changes` of the content where all is well, `errors` by the id of the field."""

    changes: dict[str, Any] = field(default_factory=dict)
    errors: Errors = field(default_factory=list)

    def take(self, name: str, read: Callable[[], object], at: str = "") -> None:
        """Keep what a field says, or the reason why it cannot be kept at the field `at` (its own by default)."""
        try:
            self.changes[name] = read()
        except Refused as refusal:
            self.errors.append((at or name, said(refusal)))


def text(post: QueryDict, kind: Kind, category: str) -> Heard:
    """Read title and text; which of them are asked for says the law of the kind."""
    no_title, no_text = rules.NO_TITLE, idea_rules.NO_TEXT
    if kind is Kind.PLACE:
        no_title = place_rules.NO_NAME
        no_text = place_rules.NO_TEXT if category == Feeling.IMPROVE else ""
    if kind is Kind.REPORT:
        no_text = ""
    heard = Heard()
    heard.take("title", lambda: _words(rules.clean_line(post.get("title", ""), rules.TITLE_MOST), no_title))
    heard.take("text", lambda: _words(rules.clean_text(post.get("text", ""), rules.TEXT_MOST), no_text))
    return heard


def _words(text: str, missing: str) -> str:
    """Return a text that says something. Raises Refused with `missing` for none (empty: it may be missing)."""
    if not text and missing:
        raise Refused(missing)
    if missing and not rules.has_words(text):
        raise Refused(rules.NO_LETTERS)
    return text


def feeling(post: QueryDict) -> Heard:
    """Read what a place is to somebody."""
    chosen = post.get("category", "")
    if chosen not in set(Feeling):
        return Heard(errors=[("category", _(place_rules.NO_FEELING))])
    return Heard({"category": chosen})


def themes(post: QueryDict, known: Collection[int]) -> Heard:
    """Read the themes; what is none of the city's is left out."""
    chosen = {int(raw) for raw in post.getlist("themes") if raw.isascii() and raw.isdigit()} & set(known)
    if len(chosen) > rules.THEMES_MOST:
        sentence = _("Bitte wählen Sie höchstens {most} Themen.").format(most=rules.THEMES_MOST)
        return Heard(errors=[("themes", sentence)])
    return Heard({"theme_ids": sorted(chosen)})


def place(post: QueryDict, *, required: bool, outside: str = OUTSIDE) -> Heard:
    """Read a point, a place that was found, or words. What was typed but not searched for counts as words.

    `outside`: what is said of a point that is not in the city.
    """
    heard = Heard()
    heard.take("point", lambda: _point(post, outside), at="address")
    heard.take("place", lambda: rules.clean_line(post.get("place", ""), rules.PLACE_MOST))
    if heard.errors:
        return heard
    point, typed = heard.changes.pop("point"), post.get("address", "").strip()
    if typed and not point and not heard.changes["place"]:
        heard.take("place", lambda: rules.clean_line(typed, rules.PLACE_MOST), at="address")
    heard.changes["lon"], heard.changes["lat"] = point or (None, None)
    if required and not point and not rules.has_words(heard.changes["place"]) and not heard.errors:
        heard.errors.append(("address", _(place_rules.NO_PLACE)))
    return heard


def _point(post: QueryDict, outside: str) -> tuple[float, float] | None:
    """Return the point that was chosen, rounded to a decimetre. Raises Refused for one that is not in the city."""
    lon, _comma, lat = post.get("match", "").partition(",")
    lon, lat = (lon, lat) if lat else (post.get("lon", ""), post.get("lat", ""))
    if not lon.strip() and not lat.strip():
        return None
    east, north = number(lon), number(lat)
    if east is None or north is None or abs(east) > 180 or abs(north) > 90:
        raise Refused(BAD_POINT)
    if not city.is_inside(east, north):
        raise Refused(outside, city=city.profile().name)
    return east, north


def number(raw: str) -> float | None:
    """Return a coordinate to six places; None for what is none."""
    try:
        value = float(raw)
    except ValueError:
        return None
    return round(value, 6) if math.isfinite(value) else None


@dataclass(frozen=True)
class Contact:
    """The name that is shown (may be empty), the address (empty for members), whether they want to hear of it."""

    author_name: str = ""
    address: str = ""
    informed: bool = False
    errors: Errors = field(default_factory=list)


def contact(post: QueryDict, *, asks_address: bool) -> Contact:
    """Read who writes and how they are reached."""
    heard = Heard()
    heard.take("author_name", lambda: rules.clean_line(post.get("author_name", ""), rules.NAME_MOST))
    choice = post.get("informed", "")
    if choice not in {"yes", "no"}:
        heard.errors.append(("informed", _(NO_CHOICE)))
    address = post.get("email", "")
    if asks_address:
        heard.take("email", lambda: clean_address(address))
    return Contact(
        author_name=str(heard.changes.get("author_name", post.get("author_name", ""))),
        address=str(heard.changes.get("email", address)) if asks_address else "",
        informed=choice == "yes",
        errors=heard.errors,
    )


@dataclass(frozen=True)
class Voice:
    """A comment as it was sent: text, the name that is shown, the address."""

    text: str
    author_name: str
    address: str
    errors: Errors


def comment(post: QueryDict, *, asks_address: bool) -> Voice:
    """Read a comment."""
    heard = Heard()
    heard.take("text", lambda: _words(rules.clean_text(post.get("text", ""), rules.COMMENT_MOST), NO_COMMENT))
    heard.take("author_name", lambda: rules.clean_line(post.get("author_name", ""), rules.NAME_MOST))
    if asks_address:
        heard.take("email", lambda: clean_address(post.get("email", "")))
    raw = {name: post.get(name, "") for name in ("text", "author_name", "email")} | heard.changes
    return Voice(str(raw["text"]), str(raw["author_name"]), str(raw["email"]), heard.errors)
