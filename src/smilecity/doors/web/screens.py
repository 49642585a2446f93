"""Prepared values for the pages of a survey: what the templates show, in the reader's language."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from smilecity.collect.surveys import queries, rules
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import AGE_GROUPS, Feature
from smilecity.doors.visitor.questions import in_words
from smilecity.doors.web import waiting_page, ways, words
from smilecity.doors.web.visit import Visit, Way
from smilecity.ground.text import pick
from smilecity.people.register.queries import Waiting
from smilecity.people.register.rules import CONFIRM_WITHIN
from smilecity.understand.results import queries as results

FEATURE_LABELS = {
    Feature.AGE_GROUP: gettext_lazy("Wie alt sind Sie?"),
    Feature.SEX: gettext_lazy("Welches Geschlecht haben Sie?"),
    Feature.DISTRICT: gettext_lazy("In welchem Ortsteil wohnen Sie?"),
}
FEATURE_REASONS = {
    Feature.AGE_GROUP: gettext_lazy("Damit wir sehen, ob Jung und Alt zu Wort kommen."),
    Feature.SEX: gettext_lazy("Damit wir sehen, ob alle Geschlechter zu Wort kommen."),
    Feature.DISTRICT: gettext_lazy("Damit wir sehen, ob alle Teile der Stadt zu Wort kommen."),
}
SEX_LABELS = {"female": gettext_lazy("weiblich"), "male": gettext_lazy("männlich"), "diverse": gettext_lazy("divers")}


def age_label(key: str) -> str:
    """Return an age group in words: 15 bis 29 Jahre."""
    low, high = AGE_GROUPS[key]
    if high is None:
        return _("{low} Jahre und älter").format(low=low)
    if low == 0:
        return _("unter {years} Jahre").format(years=high + 1)
    return _("{low} bis {high} Jahre").format(low=low, high=high)


def place(here: Visit, way: Way, number: int) -> dict[str, object]:
    """Return where on the way a question stands: its step, its section, and what is said where that begins."""
    begun = rules.section_at(way.questions, number - 1)
    starts = begun is not None and begun is way.questions[number - 1]
    return {
        "step": way.numbers.index(number) + 1,
        "steps": way.steps,
        "section": here.pick(begun.section) if begun else "",
        "section_starts": starts,
        "section_intro": here.pick(begun.intro) if begun and starts else "",
    }


def closed(here: Visit) -> dict[str, object]:
    """Return what the page of a survey says that takes no answers."""
    ended = here.survey.closed_at or here.survey.closes_at
    sentence = _("Sie lief bis zum {day}.").format(day=words.day(ended)) if ended else ""
    return {"closed_text": sentence, "begun": here.begun, "result_url": result_url(here.survey)}


def result_url(survey: SurveyRow) -> str:
    """Return the address of the published result; empty while there is none."""
    return reverse("web:result", args=[survey.slug]) if results.is_published(survey.id) else ""


def start(here: Visit, questions: int) -> dict[str, object]:
    """Return what the first page of an open survey says."""
    survey = here.survey
    return {
        "survey": {
            "title": here.pick(survey.title),
            "lead": here.pick(survey.summary),
            "purpose": here.pick(survey.what_happens),
            "minutes_text": words.minutes(questions),
            "closes_text": _("offen {until}").format(until=words.until(survey.closes_at)) if survey.closes_at else "",
            "taken_part_text": words.taken_part(queries.participations(survey.id)),
            "time_left": words.time_left(survey.closes_at, here.at),
        },
        "resumes": bool(here.draft and here.draft.answers and not here.draft.submitted),
        "privacy": _privacy(survey),
    }


def _privacy(survey: SurveyRow) -> list[str]:
    hours = int(CONFIRM_WITHIN.total_seconds() // 3600)
    return [
        _("Ihre Antworten speichern wir getrennt von Ihrer E-Mail-Adresse. Niemand kann beides verbinden."),
        _("Bestätigen Sie nicht, löschen wir Antworten und Adresse nach {hours} Stunden.").format(hours=hours),
        _("Veröffentlicht werden nur Zahlen. Gruppen mit weniger als fünf Menschen zeigen wir nicht."),
        words.kept(survey.keep_months),
    ]


def _choices(feature: Feature, districts: Mapping[str, str]) -> dict[str, str]:
    if feature is Feature.AGE_GROUP:
        return {key: age_label(key) for key in AGE_GROUPS}
    if feature is Feature.SEX:
        return {key: str(label) for key, label in SEX_LABELS.items()}
    return dict(districts)


def profile_fields(here: Visit, raw: Mapping[str, str], districts: Mapping[str, str]) -> list[dict[str, object]]:
    """Return the features that are asked, each with its reason."""
    return [
        {
            "key": feature.value,
            "kind": "select" if feature is Feature.DISTRICT else "one",
            "label": FEATURE_LABELS[feature],
            "why": FEATURE_REASONS[feature],
            "none": _("Keine Angabe") if raw.get(feature.value) else "",
            "options": [
                (key, label, key == raw.get(feature.value)) for key, label in _choices(feature, districts).items()
            ],
        }
        for feature in here.survey.features
    ]


def contact(here: Visit, value: str) -> dict[str, object]:
    """Return what the page says that asks for the address."""
    hours = int(CONFIRM_WITHIN.total_seconds() // 3600)
    return {
        "value": value,
        "login_url": ways.login_url(here),
        "code_url": ways.code_url(here),
        "unconfirmed_text": _("Unbestätigte Antworten löschen wir nach {hours} Stunden.").format(hours=hours),
    }


def check(here: Visit, way: Way, districts: Mapping[str, str]) -> dict[str, object]:
    """Return all answers in words, each with the way to change it."""
    slug, draft = here.survey.slug, here.draft
    answers = draft.answers if draft else {}
    return {
        "step": way.steps,
        "steps": way.steps,
        "back_url": _before_check(slug, way),
        "answers": [
            {
                "question": here.pick(asked.text),
                "values": in_words(here.language, asked, answers.get(asked.id)),
                "change_url": reverse("web:question", args=[slug, number]) + "?pruefen",
            }
            for number in way.numbers
            for asked in [way.questions[number - 1]]
        ],
        "profile": _profile_rows(here, draft.profile if draft else {}, districts),
        "email": draft.address if draft and way.asks_address else "",
        "email_change_url": reverse("web:contact", args=[slug]) + "?pruefen",
        "by_code": bool(here.code),
        "at_kiosk": here.kiosk,
        "signed_in": bool(here.member),
        "member_email": here.member,
        "changes": bool(draft and draft.changes_counted),
    }


def _before_check(slug: str, way: Way) -> str:
    if way.asks_address:
        return reverse("web:contact", args=[slug])
    if way.has_profile:
        return reverse("web:profile", args=[slug])
    return reverse("web:question", args=[slug, way.last])


def _profile_rows(here: Visit, profile: Mapping[str, str], districts: Mapping[str, str]) -> list[dict[str, object]]:
    change_url = reverse("web:profile", args=[here.survey.slug]) + "?pruefen"
    return [
        {
            "question": FEATURE_LABELS[feature],
            "values": [_choices(feature, districts)[profile[feature.value]]] if feature.value in profile else [],
            "change_url": change_url,
        }
        for feature in here.survey.features
    ]


def waiting(waiting: Waiting) -> dict[str, object]:
    """Return what the page says that waits for the mail to be confirmed."""
    safe = _(
        "Das Verschicken klappt gerade nicht. Wir versuchen es von selbst weiter. Ihre Antworten sind sicher, und "
        "Sie können diese Seite schließen."
    )
    return waiting_page.told(waiting, safe)


def thanks(survey: SurveyRow, at: datetime | None = None) -> dict[str, object]:
    """Return what the last page says."""
    language = get_language() or "de"
    happens = pick(survey.what_happens, language)
    return {
        "survey": {"title": pick(survey.title, language)},
        "number": words.number(queries.participations(survey.id)),
        "day_text": words.day(at) if at else "",
        "change_until_text": words.until(survey.closes_at) or _("bis zum Ende der Umfrage"),
        "next_text": happens or _("Nach dem Ende der Umfrage veröffentlichen wir hier das Ergebnis."),
    }
