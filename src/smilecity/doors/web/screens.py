"""Prepared values for the pages of a survey: what the templates show, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from smilecity.collect.surveys import queries, rules
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import AGE_GROUPS, Answer, Feature, Kind, Question
from smilecity.doors.web import words
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
        "member_email": here.member,
        "privacy": _privacy(),
    }


def _privacy() -> list[str]:
    hours = int(CONFIRM_WITHIN.total_seconds() // 3600)
    return [
        _("Ihre Antworten speichern wir getrennt von Ihrer E-Mail-Adresse. Niemand kann beides verbinden."),
        _("Bestätigen Sie nicht, löschen wir Antworten und Adresse nach {hours} Stunden.").format(hours=hours),
        _("Veröffentlicht werden nur Zahlen. Gruppen mit weniger als fünf Menschen zeigen wir nicht."),
    ]


def given(value: Answer | None) -> list[str]:
    """Return an answer as the fields of a form hold it."""
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def question(here: Visit, asked: Question, raw: Sequence[str]) -> dict[str, object]:
    """Return a question with what was said so far."""
    if asked.kind is Kind.SCALE:
        options = [(str(step), str(step), str(step) in raw) for step in rules.SCALE_STEPS]
    else:
        options = [(option.key, here.pick(option.text), option.key in raw) for option in asked.options]
    return {
        "key": asked.id,
        "kind": asked.kind.value,
        "text": here.pick(asked.text),
        "hint": here.pick(asked.hint),
        "required": asked.required,
        "options": options,
        # A radio button once pressed cannot be released; what was given freely must be free to be taken back.
        "none": _("Keine Antwort") if any(raw) and not asked.required else "",
        "value": raw[0] if raw else "",
        "limit": rules.LONG_MOST,
        "scale_low": here.pick(asked.low),
        "scale_high": here.pick(asked.high),
    }


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
        "login_url": f"{reverse('account_login')}?next={reverse('web:check', args=[here.survey.slug])}",
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
            for number, asked in enumerate(way.questions, 1)
        ],
        "profile": _profile_rows(here, draft.profile if draft else {}, districts),
        "email": draft.address if draft and way.asks_address else "",
        "email_change_url": reverse("web:contact", args=[slug]) + "?pruefen",
        "member_email": here.member,
        "changes": bool(draft and draft.changes_counted),
    }


def _before_check(slug: str, way: Way) -> str:
    if way.asks_address:
        return reverse("web:contact", args=[slug])
    if way.has_profile:
        return reverse("web:profile", args=[slug])
    return reverse("web:question", args=[slug, len(way.questions)])


def in_words(language: str, asked: Question, value: Answer | None) -> list[str]:
    """Return an answer as a person reads it: the texts of the options, a scale with its size, the text itself."""
    if value is None:
        return []
    if asked.kind is Kind.SCALE:
        return [_("{step} von {most}").format(step=value, most=rules.SCALE_STEPS[-1])]
    texts = {option.key: pick(option.text, language) for option in asked.options}
    return [texts.get(key, key) for key in given(value)]


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
    return {
        "email": waiting.address,
        "expires_text": words.until(waiting.expires_at),
        "safe_text": _(
            "Das Verschicken klappt gerade nicht. Wir versuchen es von selbst weiter. Ihre Antworten sind sicher, und "
            "Sie können diese Seite schließen."
        ),
        "mail_waiting": waiting.delayed and not waiting.mailed,
        "mail_sent": waiting.mailed,
    }


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
