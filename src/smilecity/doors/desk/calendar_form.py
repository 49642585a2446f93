"""The forms of the calendar: what is said of an event, of a date that changes, of what came of it; who comes."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smilecity.city import queries as city
from smilecity.collect.calendar import rules
from smilecity.collect.calendar.actions import EventFields
from smilecity.collect.calendar.queries import EventRow
from smilecity.collect.calendar.rules import Access, Kind
from smilecity.doors.desk import calendar_words as said
from smilecity.doors.desk.calendar_span_form import DatesForm, SpanForm
from smilecity.doors.desk.fields import Group, Said, TextsForm, WrittenField, initial_texts

DEADLINES: dict[int, Any] = {
    0: gettext_lazy("Bis zum Beginn"),
    2: gettext_lazy("2 Stunden vorher"),
    24: gettext_lazy("1 Tag vorher"),
    72: gettext_lazy("3 Tage vorher"),
    168: gettext_lazy("1 Woche vorher"),
    336: gettext_lazy("2 Wochen vorher"),
}


def _line(label: Any, most: int = rules.LINE_MOST, text: Any = "") -> WrittenField:
    return WrittenField(label=label, most=most, required=False, help_text=text)


class EventForm(TextsForm):
    """What is said of an event, in three languages, with place, access, organiser and registration."""

    texts = {
        "title": Said(
            label=gettext_lazy("Titel"),
            help=gettext_lazy("Kurz und einladend. Zum Beispiel: Smart City Werkstatt"),
            most=rules.TITLE_MOST,
            lacking=gettext_lazy("Bitte geben Sie der Veranstaltung einen Titel."),
        ),
        "lead": Said(
            label=gettext_lazy("Kurze Beschreibung"),
            help=gettext_lazy("Ein oder zwei Sätze. Sie stehen in der Liste."),
            most=rules.LEAD_MOST,
            long=True,
        ),
        "description": Said(
            label=gettext_lazy("Beschreibung"),
            help=gettext_lazy("Ablauf, für wen es ist, was man mitbringt."),
            most=rules.TEXT_MOST,
            long=True,
        ),
        "access_note": Said(
            label=gettext_lazy("Hinweise zur Barrierefreiheit"),
            help=gettext_lazy("Zum Beispiel, wo der Aufzug ist oder bei wem man Gebärdensprache anmeldet."),
            most=rules.NOTE_MOST,
            long=True,
        ),
    }

    kind = forms.ChoiceField(
        label=gettext_lazy("Art"),
        choices=[(kind.value, label) for kind, label in said.KINDS.items()],
        widget=forms.RadioSelect,
        initial=Kind.PROGRAMME.value,
    )
    place = _line(gettext_lazy("Ort"), text=gettext_lazy("Zum Beispiel: HanseMesse, Saal 1"))
    address = _line(
        gettext_lazy("Anschrift"),
        text=gettext_lazy("Straße, Hausnummer und Ort. Ein bekanntes Haus kommt von selbst auf die Karte."),
    )
    lat = forms.FloatField(label=gettext_lazy("Breite"), required=False, help_text=gettext_lazy("Zum Beispiel 54.0887"))
    lon = forms.FloatField(label=gettext_lazy("Länge"), required=False, help_text=gettext_lazy("Zum Beispiel 12.1407"))
    online_url = _line(gettext_lazy("Link zur Teilnahme von zu Hause"), rules.URL_MOST)
    access = forms.MultipleChoiceField(
        label=gettext_lazy("Barrierefreiheit"),
        choices=[(access.value, label) for access, label in said.ACCESS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    office = forms.ChoiceField(label=gettext_lazy("Stelle, die veranstaltet"), required=False)
    organiser = _line(gettext_lazy("Oder: wer sonst veranstaltet"))
    link_url = _line(gettext_lazy("Link zu mehr Informationen"), rules.URL_MOST)
    source = _line(gettext_lazy("Quelle der Angaben"), text=gettext_lazy("Freiwillig. Steht unter der Veranstaltung."))
    registration = forms.BooleanField(label=gettext_lazy("Mit Anmeldung"), required=False)
    capacity = forms.IntegerField(
        label=gettext_lazy("Plätze"),
        required=False,
        min_value=1,
        max_value=rules.CAPACITY_MOST,
        help_text=gettext_lazy("Leer: so viele, wie kommen."),
    )
    waiting_list = forms.BooleanField(label=gettext_lazy("Mit Warteliste"), required=False, initial=True)
    closes_hours = forms.TypedChoiceField(
        label=gettext_lazy("Anmeldeschluss"), choices=list(DEADLINES.items()), coerce=int, initial=0
    )

    def __init__(self, *args: Any, known: EventRow | None = None, **kwargs: Any) -> None:
        if known is not None:
            kwargs["initial"] = _initial(known)
        super().__init__(*args, **kwargs)
        offices = [(str(row.id), row.name) for row in city.offices()]
        self._choices("office").choices = [("", _("keine")), *offices]
        if known is not None and known.closes_hours not in DEADLINES:
            said_hours = _("{n} Stunden vorher").format(n=known.closes_hours)
            self._choices("closes_hours").choices = [*DEADLINES.items(), (known.closes_hours, said_hours)]

    def _choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(name)
        return field

    def group_of(self) -> dict[str, Group]:
        """Return the texts by name, each with its languages side by side."""
        return {name: self.group(name) for name in self.texts}

    def fields_written(self) -> EventFields:
        """Return what was written, for the action."""
        cleaned = self.cleaned_data
        plain = ("place", "address", "lat", "lon", "online_url", "organiser", "link_url", "source")
        intake = ("registration", "capacity", "waiting_list", "closes_hours")
        texts: dict[str, Any] = {name: self.texts_of(name) for name in self.texts}
        return EventFields(
            **texts,
            **{name: cleaned[name] for name in (*plain, *intake)} | self._point(),
            kind=Kind(cleaned["kind"]),
            access=[Access(value) for value in cleaned["access"]],
            office=int(cleaned["office"]) if cleaned["office"] else None,
        )

    def _point(self) -> dict[str, float | None]:
        """Return the point that was written, else that of the house at the address, where just one is known.

        Where only the address is another than before, the point that the form still holds is that of the old one.
        """
        lon, lat, address = (self.cleaned_data[name] for name in ("lon", "lat", "address"))
        stale = "address" in self.changed_data and not {"lon", "lat"} & set(self.changed_data)
        if (stale or (lon is None and lat is None)) and any(sign.isdigit() for sign in address):
            houses = [place for place in city.places_named(address) if place.is_house]
            if len(houses) == 1:
                lon, lat = houses[0].lon, houses[0].lat
        return {"lon": lon, "lat": lat}


def _initial(known: EventRow) -> dict[str, Any]:
    plain = ("kind", "place", "address", "lat", "lon", "online_url", "organiser", "link_url", "source")
    intake = ("registration", "capacity", "waiting_list", "closes_hours")
    return {
        **initial_texts(
            title=known.title, lead=known.lead, description=known.description, access_note=known.access_note
        ),
        **{name: getattr(known, name) for name in (*plain, *intake)},
        "access": [access.value for access in known.access],
        "office": str(known.office) if known.office else "",
    }


class NewEventForm(EventForm, DatesForm):
    """An event and its dates."""


class NoteForm(TextsForm):
    """What is said to everybody when a date is moved or cancelled."""

    texts = {
        "note": Said(
            label=gettext_lazy("Begründung"),
            help=gettext_lazy("Freiwillig. Steht auf der Seite und in der E-Mail an alle Angemeldeten."),
            most=rules.NOTE_MOST,
            long=True,
        )
    }

    @property
    def groups(self) -> list[Group]:
        """The texts, each with its languages side by side."""
        return [self.group(name) for name in self.texts]


class MoveForm(NoteForm, SpanForm):
    """Another time for a date, and why."""


class GuestForm(forms.Form):
    """Somebody who called: a name or word, and how many places."""

    label = WrittenField(
        label=gettext_lazy("Wer kommt?"),
        most=60,
        help_text=gettext_lazy("Ein Name genügt, zum Beispiel: Frau M., telefonisch"),
        error_messages={"required": gettext_lazy("Bitte schreiben Sie dazu, wer kommt.")},
    )
    seats = forms.TypedChoiceField(
        label=gettext_lazy("Plätze"),
        choices=[(number, str(number)) for number in range(1, rules.SEATS_MOST + 1)],
        coerce=int,
    )


class ReportForm(TextsForm):
    """What came of a date: a text in three languages, and links, one a line."""

    texts = {
        "report": Said(
            label=gettext_lazy("Rückblick"),
            help=gettext_lazy("Was geschah, wer dabei war, was daraus folgt."),
            most=rules.TEXT_MOST,
            long=True,
        )
    }
    links = forms.CharField(
        label=gettext_lazy("Links"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Eine Zeile je Link: erst die Adresse, dann ein Leerzeichen, dann der Name."),
    )

    @property
    def groups(self) -> list[Group]:
        """The texts, each with its languages side by side."""
        return [self.group(name) for name in self.texts]

    def links_written(self) -> list[tuple[str, str]]:
        """Return (words, address) of each line."""
        lines = (line.strip().partition(" ") for line in self.cleaned_data["links"].splitlines() if line.strip())
        return [(text.strip(), url) for url, _space, text in lines]


class ImportForm(forms.Form):
    """An iCal file, or its text that was read a page before, and what to make of it."""

    file = forms.FileField(label=gettext_lazy("iCal-Datei"), required=False)
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("Art"),
        choices=[(kind.value, label) for kind, label in said.KINDS.items()],
        widget=forms.RadioSelect,
        initial=Kind.CITY.value,
    )
    publish = forms.BooleanField(label=gettext_lazy("Neue Veranstaltungen sofort zeigen"), required=False)
