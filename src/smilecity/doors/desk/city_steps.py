"""What a city needs before residents come, computed from what is there: done, missing, and what it means if left."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from smilecity.city import queries as city
from smilecity.city.queries import Stock
from smilecity.city.rules import DEFAULT_ACCENT, CityProfile, LayerKind
from smilecity.collect.library import queries as library
from smilecity.collect.surveys import queries as surveys
from smilecity.deliver.answers import queries as answers
from smilecity.deliver.answers.queries import OfficeDesk
from smilecity.doors.desk import words
from smilecity.doors.desk.survey_path import STANDINGS, Standing
from smilecity.doors.visitor import second_factor
from smilecity.ground import queries as ground
from smilecity.people import queries as people
from smilecity.people.queries import AccountRow
from smilecity.people.rules import Role, may_set_up

Link = dict[str, str]
LAYERS = {
    LayerKind.OUTLINE: gettext_lazy("Stadtgrenze"),
    LayerKind.WATER: gettext_lazy("Gewässer"),
    LayerKind.PARK: gettext_lazy("Parks"),
    LayerKind.STREET: gettext_lazy("Straßen"),
}
_ADDRESS = {
    "street": gettext_lazy("Straße und Hausnummer"),
    "postal_code": gettext_lazy("Postleitzahl"),
    "town": gettext_lazy("Ort"),
    "email": gettext_lazy("E-Mail-Adresse"),
    "phone": gettext_lazy("Telefon"),
}


@dataclass(frozen=True)
class CityStep:
    """One thing to set up. `notes`: what is there or missing; `meaning`: what it means if it is left."""

    name: str
    url: str
    standing: Standing
    notes: Sequence[str] = ()
    meaning: str = ""
    links: list[Link] = field(default_factory=list)


@dataclass(frozen=True)
class _Found:
    """Everything the steps are computed from."""

    profile: CityProfile
    stock: Stock
    desks: list[OfficeDesk]
    staff: list[AccountRow]
    guarded: set[UUID]
    mail: str
    questions: int
    surveys: int


def found() -> list[CityStep]:
    """Return the steps in their order. 8 SQL, whatever there is."""
    mail = ground.last_entry(subject="city", verbs=["city.try_mail", "city.mail_arrived"])
    staff = [row for row in people.staff() if row.active]
    known = _Found(
        profile=city.profile(),
        stock=city.stock(),
        desks=answers.office_desks(),
        staff=staff,
        guarded=second_factor.set_up_among(row.id for row in staff),
        mail=mail.verb if mail else "",
        questions=library.count(),
        surveys=len(surveys.all_for_desk()),
    )
    return [*_itself(known), *_ground(known.stock), *_tables(known.stock), *_people(known), *_running(known)]


def shown(steps: Sequence[CityStep]) -> list[dict[str, Any]]:
    """Return the steps for a template."""
    return [
        {
            "number": number,
            "name": step.name,
            "url": step.url,
            "standing": step.standing.value,
            "standing_text": STANDINGS[step.standing],
            "notes": step.notes,
            "meaning": step.meaning,
            "links": step.links,
        }
        for number, step in enumerate(steps, 1)
    ]


def needs(roles: frozenset[Role]) -> list[dict[str, str]]:
    """Return what waits for an administrator while the city has no name. 1 SQL, none for others."""
    if not may_set_up(roles) or city.profile().name:
        return []
    what = _("Noch hat die Stadt keinen Namen. Wir führen Sie durch alles.")
    return [{"title": _("Stadt einrichten"), "what": what, "go": _("Anfangen"), "url": reverse("desk:city")}]


def _either(done: object, otherwise: Standing = Standing.MISSING) -> Standing:
    return Standing.DONE if done else otherwise


def _itself(known: _Found) -> Iterator[CityStep]:
    """What the city says of itself."""
    profile, facts = known.profile, reverse("desk:city_facts")
    lacking = [str(label) for name, label in _ADDRESS.items() if not getattr(profile, name)]
    yield CityStep(
        _("Name und Anschrift"),
        facts,
        Standing.MISSING if not profile.name else _either(not lacking),
        [profile.official_name or profile.name, *_missing(lacking)] if profile.name else [_("Der Name fehlt.")],
        _("Name und Anschrift stehen oben auf jeder Seite, im Impressum und in jeder E-Mail."),
    )
    zone = _("Zeitzone: {zone}. Eine andere stellt die Technik ein (SMILECITY_TIME_ZONE).")
    yield CityStep(
        _("Bundesland und Zeitzone"),
        facts,
        _either(profile.land),
        [*([profile.land] if profile.land else []), zone.format(zone=settings.TIME_ZONE)],
        _("Ohne Bundesland zählen Fristen für Antworten nur die Feiertage, die überall gelten."),
    )
    yield CityStep(
        _("Farbe"),
        reverse("desk:city_colours"),
        _either(profile.accent != DEFAULT_ACCENT, Standing.LOOK),
        [_("Eigene Farbe") if profile.accent != DEFAULT_ACCENT else _("Es gilt die Farbe des Programms.")],
    )
    gaps = profile.gaps()
    yield CityStep(
        _("Impressum, Datenschutz, Barrierefreiheit"),
        reverse("desk:legal_texts"),
        _either(profile.name and not gaps),
        [ngettext("{n} Angabe fehlt", "{n} Angaben fehlen", len(gaps)).format(n=len(gaps))] if gaps else [],
        _("Diese Angaben verlangt das Gesetz. Was fehlt, kennzeichnen die öffentlichen Seiten als Lücke."),
    )


def _missing(labels: Collection[str]) -> list[str]:
    return [_("Es fehlt: {text}").format(text=words.listed([*labels]))] if labels else []


def _ground(stock: Stock) -> Iterator[CityStep]:
    """What is drawn on the map."""
    yield CityStep(
        _("Ortsteile"),
        _file("districts"),
        _either(stock.districts),
        _count(ngettext("{n} Ortsteil", "{n} Ortsteile", stock.districts), stock.districts),
        _("Ohne Ortsteile lässt sich nirgends danach fragen, und die Karte hat keine Umrisse."),
    )
    links = [
        {"label": str(label), "url": _file(kind.value)} for kind, label in LAYERS.items() if kind not in stock.layers
    ]
    layers = [link["label"] for link in links]
    yield CityStep(
        _("Karte"),
        "",
        _either(not layers, Standing.BETTER),
        _missing(layers),
        _("Ohne Straßen findet niemand eine Adresse; ohne die anderen Ebenen bleibt die Karte leerer."),
        links,
    )
    yield CityStep(
        _("Hausnummern"),
        _file(LayerKind.ADDRESS.value),
        _either(LayerKind.ADDRESS in stock.layers, Standing.LOOK),
        [],
        _("Ohne Hausnummern findet die Suche nach einer Adresse nur die Straße."),
    )


def _tables(stock: Stock) -> Iterator[CityStep]:
    """What comes in as tables and lists."""
    yield CityStep(
        _("Bevölkerung"),
        _file("population"),
        _either(stock.population, Standing.BETTER),
        [_("Stand: {year}").format(year=stock.population)] if stock.population else [],
        _("Ohne diese Zahlen lässt sich nicht vergleichen, wer mitgemacht hat und wer in der Stadt lebt."),
    )
    yield CityStep(
        _("Themen"),
        _file("themes"),
        _either(stock.themes, Standing.BETTER),
        _count(ngettext("{n} Thema", "{n} Themen", stock.themes), stock.themes),
        _("Ohne Themen lassen sich Beiträge nicht ordnen und nicht nach Themen abonnieren."),
    )
    yield CityStep(
        _("Zuständige Stellen"),
        _file("offices"),
        _either(stock.offices),
        _count(ngettext("{n} Stelle", "{n} Stellen", stock.offices), stock.offices),
        _("Ohne Stellen kommt kein Beitrag bei jemandem an, der antwortet."),
    )


def _file(kind: str) -> str:
    return reverse("desk:city_file", args=[kind])


def _count(said: str, number: int) -> list[str]:
    return [said.format(n=words.number(number))] if number else []


def _people(known: _Found) -> Iterator[CityStep]:
    """Who works with it."""
    alone = sum(Role.ADMINISTRATOR in row.roles for row in known.staff) < 2
    yield CityStep(
        _("Konten und Rollen"),
        reverse("desk:city_people"),
        _either(len(known.staff) > 1 and not alone, Standing.MISSING if len(known.staff) < 2 else Standing.BETTER),
        [
            *_count(ngettext("{n} Konto mit Rolle", "{n} Konten mit Rolle", len(known.staff)), len(known.staff)),
            *([_("Nur ein Konto hat die Administration.")] if alone else []),
        ],
        _("Ist nur eine Person da, steht alles still, wenn sie fehlt."),
    )
    bare = [row for row in known.staff if row.id not in known.guarded]
    yield CityStep(
        _("Zweiter Schlüssel"),
        reverse("desk:city_people"),
        _either(not bare, Standing.BETTER),
        [_("Noch nicht eingerichtet: {names}").format(names=words.listed([row.name or row.email for row in bare]))]
        if bare
        else [],
        _("Wer eine Rolle hat, richtet ihn beim ersten Anmelden ein und kommt vorher nicht in den Arbeitsbereich."),
    )
    empty = [desk.name for desk in known.desks if not desk.clerks]
    yield CityStep(
        _("Wer antwortet für welche Stelle?"),
        reverse("desk:offices"),
        _either(known.desks and not empty, Standing.BETTER if known.desks else Standing.MISSING),
        [_("Noch niemand bei: {names}").format(names=words.listed(empty[:5]))] if empty else [],
        _("Beiträge für eine Stelle ohne Menschen sieht nur die Administration."),
    )


def _running(known: _Found) -> Iterator[CityStep]:
    """Whether it works, and how to begin."""
    standings = {"city.mail_arrived": Standing.DONE, "city.try_mail": Standing.BETTER}
    sender = _("Absender: {address}").format(address=settings.DEFAULT_FROM_EMAIL)
    yield CityStep(
        _("E-Mail"),
        reverse("desk:city_mail"),
        standings.get(known.mail, Standing.MISSING),
        [sender, *([_("Ist die E-Mail zur Probe angekommen?")] if known.mail == "city.try_mail" else [])],
        _("Kommt keine E-Mail an, kann kein Gast mitmachen und niemand ein Konto bestätigen."),
    )
    yield CityStep(
        _("Technik"),
        "",
        Standing.LOOK,
        [_("Ob Server, Sicherung und Verschlüsselung stimmen, sagt auf dem Server: smilecity check --deploy")],
    )
    yield CityStep(
        _("Fragensammlung"),
        reverse("desk:library"),
        _either(known.questions, Standing.LOOK),
        _count(ngettext("{n} Frage", "{n} Fragen", known.questions), known.questions),
    )
    yield CityStep(
        _("Die erste Umfrage"),
        reverse("desk:new_survey") if not known.surveys else reverse("desk:surveys"),
        _either(known.surveys, Standing.LOOK),
        _count(ngettext("{n} Umfrage", "{n} Umfragen", known.surveys), known.surveys),
    )
