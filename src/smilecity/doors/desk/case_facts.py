"""Prepared values for the page of a contribution at the desk: what it says, its history, what can be done with it."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.collect.contributions import queries as trunk
from smilecity.collect.contributions.queries import Detail, StepRow
from smilecity.collect.contributions.rules import OPEN, Kind, Publicity
from smilecity.collect.reports import queries as reports
from smilecity.deliver.answers import rules
from smilecity.deliver.answers.queries import Case
from smilecity.deliver.answers.rules import Act
from smilecity.doors.desk import inbox_words as said
from smilecity.doors.desk import moderation_words, words
from smilecity.doors.desk.inbox_place import Today
from smilecity.ground.text import pick
from smilecity.people import queries as people


def shown(detail: Detail, now: Today) -> dict[str, Any]:
    """Return what the contribution says, and how it stands."""
    names = city.names()
    late = rules.lateness(detail.status, detail.due_on, now.today, now.land)
    facts = (said.supports(detail.supports), said.comments(detail.comments))
    return {
        "number": detail.number,
        "title": detail.title,
        "text": detail.text,
        "language": detail.language.partition("-")[0],
        "foreign": str(words.LANGUAGES.get(detail.language, detail.language)) if detail.language != "de" else "",
        "status": detail.status.value,
        "status_text": said.STATUSES[detail.status],
        "due": said.due(detail.status, detail.due_on, now.today),
        "late": late.value,
        "office": office_name(names, detail.office),
        "author": detail.author_name or _("ohne Namen"),
        "channel": moderation_words.CHANNELS[detail.channel],
        **_category(detail),
        "since": words.moment(detail.submitted_at),
        "themes": ", ".join(names.themes[theme].name for theme in detail.theme_ids if theme in names.themes),
        "place": _place(detail, names),
        "call": pick(detail.call_title, "de"),
        "facts": " · ".join(fact for fact in facts if fact),
        "photos": [_photo(photo, detail) for photo in detail.photos if not photo.hidden],
        "public_url": reverse(f"web:{detail.kind}", args=[detail.number]) if detail.visible else "",
        "waits": detail.publicity is Publicity.WAITING,
        "hidden": detail.publicity not in {Publicity.SHOWN, Publicity.WAITING},
        "publicity": moderation_words.PUBLICITIES[detail.publicity],
        "merged_into": detail.merged_into,
        "merged_url": reverse("desk:case", args=[detail.merged_into]) if detail.merged_into else "",
        "generated": detail.generated,
    }


def _category(detail: Detail) -> dict[str, Any]:
    """Return the feeling of a place; of a report its category with who else does it, and what was answered."""
    if detail.kind is not Kind.REPORT:
        return {"category_label": _("Gefühl"), "category": said.category(detail.category), "answers": []}
    row, tree = reports.report(detail.id), reports.categories(retired=True)
    name = next((pick(one.title, "de") for one in tree if one.code == detail.category), "")
    third = _("liegt bei: {name}").format(name=row.delegated_to) if row and row.delegated_to else ""
    return {
        "category_label": _("Rubrik"),
        "category": ", ".join(part for part in (name, third) if part),
        "answers": answers(reports.answered(row.category, row.attributes, tree)) if row else [],
    }


def answers(every: Sequence[reports.Answered]) -> list[dict[str, Any]]:
    """Return what desk/answers.html shows: what was answered to the questions of a category, and who reads it."""
    told = [(*reports.told(one, "de"), one.public) for one in every]
    return [{"question": question, "said": answer, "public": public} for question, answer, public in told]


def office_name(names: city.Names, office: int | None) -> str:
    """Return the name of an office, also of one that has retired."""
    return names.offices[office].name if office and office in names.offices else _("ohne Stelle")


def _place(detail: Detail, names: city.Names) -> str:
    key = detail.district
    district = names.districts[key].name if key and key in names.districts else ""
    return ", ".join(part for part in (detail.place, district) if part)


def _photo(photo: trunk.DetailPhoto, detail: Detail) -> dict[str, Any]:
    # The public address shows the photos of what is not public to moderation only.
    here = reverse("desk:case_photo", args=[photo.id])
    return {
        "url": reverse("web:photo", args=[photo.id, "small"]) if detail.visible else here,
        "large_url": reverse("web:photo", args=[photo.id, "large"]) if detail.visible else here,
        "description": photo.description,
        "width": photo.width,
        "height": photo.height,
    }


def history(detail: Detail, known: Case) -> list[dict[str, Any]]:
    """Return steps and internal notes in their order, the newest first."""
    steps = trunk.steps(detail.id, public=False)
    all_names = city.names()
    actors = {step.by for step in steps} | {note.by for note in known.notes}
    names = people.names(by for by in actors if by)

    def who(by: UUID | None) -> str:
        return names.get(by, _("gelöschtes Konto")) if by else ""

    def office(key: int | None) -> str:
        return office_name(all_names, key) if key else ""

    told = [(step.at, _step(step, office(step.office)) | {"who": who(step.by)}) for step in steps]
    noted = [
        (
            note.at,
            {
                "what": _("An {office} gegeben").format(office=office(note.office)) if note.office else _("Notiz"),
                "text": note.text,
                "who": who(note.by),
                "internal": True,
            },
        )
        for note in known.notes
    ]
    ordered = sorted([*told, *noted], key=itemgetter(0), reverse=True)
    return [entry | {"when": words.moment(at)} for at, entry in ordered]


def _step(step: StepRow, office: str) -> dict[str, Any]:
    more = [
        str(said.STATUSES[step.status]) if step.status else "",
        office,
        _("Antwort bis {day}").format(day=said.on_day(step.due_on)) if step.due_on else "",
        f"{step.other_number}: {step.other_title}" if step.other_number else "",
    ]
    return {
        "what": moderation_words.VERBS[step.verb],
        "more": ", ".join(part for part in more if part),
        "text": step.text,
        "internal": False,
    }


def taken(detail: Detail, known: Case, now: Today) -> dict[str, Any]:
    """Return who has the contribution on their table, and whether it can be taken or let go."""
    names = people.names({known.taken_by}) if known.taken_by else {}
    return {
        "who": names.get(known.taken_by, "") if known.taken_by else "",
        "mine": known.taken_by in now.people,
        "may": rules.may(Act.ANSWER, now.who, detail.office) and detail.status in OPEN,
    }


def may_comment(detail: Detail, now: Today) -> bool:
    """Say whether this person may say something in the name of the office, and somebody would read it."""
    public = detail.publicity is Publicity.SHOWN and not detail.merged_into
    return public and detail.office is not None and rules.may(Act.ANSWER, now.who, detail.office)


def buttons(detail: Detail, known: Case, now: Today) -> list[dict[str, str]]:
    """Return what else can be done, each with its page."""
    again = Act.EXTEND_AGAIN if known.extensions else Act.EXTEND
    offered = [
        (Act.HAND_OVER, "desk:hand_over", _("An eine andere Stelle geben"), not detail.merged_into),
        (
            Act.HAND_OVER,
            "desk:report_acts",
            _("Andere Rubrik, Dritte"),
            detail.kind is Kind.REPORT and not detail.merged_into,
        ),
        (Act.MERGE, "desk:merge", _("Mit einem anderen zusammenführen"), not detail.merged_into),
        (again, "desk:extend_answer", _("Antwort verschieben"), detail.status in OPEN and detail.due_on is not None),
    ]
    return [
        {"label": label, "url": reverse(address, args=[detail.number])}
        for act, address, label, possible in offered
        if possible and rules.may(act, now.who, detail.office)
    ]
