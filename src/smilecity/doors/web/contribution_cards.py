"""Contributions as cards: everything a card shows, ready to print, since a list has many of them and is asked often."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from smilecity.city.queries import Names
from smilecity.collect.contributions.queries.lists import Card
from smilecity.collect.contributions.rules import Kind, is_late
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web import links, markup, words

LIST_URLS = {Kind.IDEA: "web:ideas", Kind.PLACE: "web:places"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A card, ready to print. `number` is its public name; `lang` is empty where it is the page's own."""

    number: int
    url: str
    title: str
    excerpt: str
    lang: str
    state: SafeString
    promise: str
    late: bool
    chips: SafeString
    facts: SafeString
    photo: str


class Cards:
    """Turns rows into cards; what all cards of a page share is made once."""

    def __init__(self, names: Names, today: date) -> None:
        self._names = names
        self._today = today
        self._states: dict[str, SafeString] = {}
        self._urls = {kind.value: links.to(name) for kind, name in LIST_URLS.items()}
        self._photo = ("/fotos/", "-small.webp")

    def of(self, rows: Iterable[Card]) -> list[Shown]:
        """Return the cards in the order of the rows."""
        return [self._card(row) for row in rows]

    def _card(self, row: Card) -> Shown:
        late = is_late(row.status, row.due_on, self._today)
        return Shown(
            number=row.number,
            url=f"{self._urls[row.kind]}{row.number}/",
            title=row.title,
            excerpt=row.excerpt,
            lang=said.lang_of(row.language),
            state=self.state(row.status),
            promise=said.promised(row.due_on, row.status, self._today),
            late=late,
            chips=self._chips(row),
            facts=markup.items(_facts(row)),
            photo=f"{self._photo[0]}{row.photo}{self._photo[1]}" if row.photo else "",
        )

    def state(self, value: str) -> SafeString:
        """Return the pill of a state; there are few, and most are on a page many times."""
        if value not in self._states:
            shown = {"kind": value, "text": said.status(value)}
            self._states[value] = SafeString(render_to_string("web/components/status.html", shown).strip())
        return self._states[value]

    def where(self, district: int | None) -> str:
        """Return the name of a district; empty for none."""
        named = self._names.districts.get(district) if district else None
        return named.name if named else ""

    def themes(self, ids: Iterable[int]) -> list[str]:
        """Return the names of themes; those that are gone are left out."""
        return [self._names.themes[pk].name for pk in ids if pk in self._names.themes]

    def _chips(self, row: Card) -> SafeString:
        where, feeling = self.where(row.district), said.category(row.category)
        place = markup.items([where] if where else [], "chip chip--place")
        return place + markup.items([*([feeling] if feeling else []), *self.themes(row.theme_ids)], "chip")


def _facts(row: Card) -> list[str]:
    told = [words.day(row.published_at)] if row.published_at else []
    told += [row.author_name] if row.author_name else []
    told += [said.supports(row.supports)] if row.supports else []
    told += [said.comments(row.comments)] if row.comments else []
    return [*told, _("erfunden zur Vorführung")] if row.generated else told
