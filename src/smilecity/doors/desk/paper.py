"""Paper at the desk: a filled-in questionnaire is typed in on one page, then the next one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from smilecity.city import queries as city
from smilecity.collect.surveys import actions, queries, rules
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import AGE_GROUPS, SEXES, Act, Answer, Feature, Kind, Question
from smilecity.doors.desk import conditions, words
from smilecity.doors.desk.shell import page, reason_against, staff, survey_crumbs, survey_or_404
from smilecity.doors.visitor import places
from smilecity.doors.visitor.questions import ABSTAIN
from smilecity.ground import clock, hashes
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick
from smilecity.people.codes import rules as codes
from smilecity.people.register import queries as register
from smilecity.people.register.rules import Way

_ABOUT_CODE = {codes.USED, codes.VOID, codes.UNKNOWN, codes.MISTYPED, codes.TOO_SHORT, codes.NOT_THESE}
_BY_LINE = frozenset({Kind.MATRIX, Kind.RANKING})
Wrong = dict[str, str]


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Show all questions at once; a POST counts the sheet and shows the next, empty one."""
    row = survey_or_404(survey)
    reason = reason_against(request, Act.ENTER_PAPER, row) or _not_this_way(row)
    if reason:
        messages.error(request, reason)
        return redirect("desk:survey", row.id)
    asked = queries.questions_of(row.id)
    wrong: Wrong = {}
    if request.method == "POST":
        wrong = _enter(request, row, asked)
        if not wrong:
            return redirect("desk:paper", row.id)
        messages.error(request, _("Noch nicht eingetragen. Bitte prüfen Sie die markierten Stellen."))
    return _page(request, row, asked, wrong)


def _not_this_way(row: SurveyRow) -> str:
    return "" if Way.PAPER in row.ways else _(rules.NOT_THIS_WAY[Way.PAPER])


def _enter(request: HttpRequest, row: SurveyRow, asked: Sequence[Question]) -> Wrong:
    """Count what was typed; return what is wrong, by field. Nothing that was typed is lost."""
    answers, wrong = _answers(asked, request.POST)
    try:
        profile = rules.check_profile(row.features, request.POST.dict(), frozenset(_districts(row)))
        if wrong:
            return wrong
        new = actions.enter_paper(
            survey=row.id,
            answers=answers,
            profile=profile,
            form=request.POST.get("form", ""),
            code=request.POST.get("code", ""),
            by=staff(request),
            at=clock.now(),
        )
    except Refused as refusal:
        return wrong | {"code" if refusal.sentence in _ABOUT_CODE else "": words.said(refusal)}
    _say(request, row, new=new)
    return {}


def _answers(asked: Sequence[Question], sent: QueryDict) -> tuple[dict[str, Answer], Wrong]:
    answers: dict[str, Answer] = {}
    wrong: Wrong = {}
    for question in asked:
        try:
            answer = _answer(question, sent)
        except Refused as refusal:
            wrong[_name(question)] = words.said(refusal)
        else:
            answers |= {} if answer is None else {question.id: answer}
    return answers, wrong


def _answer(question: Question, sent: QueryDict) -> Answer | None:
    """Return what stands on the paper; nothing is no mistake, for it cannot be asked any more. Raises Refused."""
    raw, abstains = _raw(question, sent), _abstains(question, sent)
    if not raw and not abstains:
        return None
    if question.kind is Kind.PLACE:
        raw = places.located(raw, [], abstains=abstains)
    return rules.check_answer(question, raw, abstains=abstains)


def _abstains(question: Question, sent: QueryDict) -> bool:
    name = _name(question)
    return sent.get(f"{name}-abstain") == "1" or sent.get(name) == ABSTAIN


def _raw(question: Question, sent: QueryDict) -> list[str]:
    """Return what was typed for a question, as the rules check it: lines of a matrix or a ranking as key=value."""
    name = _name(question)
    if question.kind in _BY_LINE:
        lines = {key: sent.get(f"{name}-{key}", "").strip() for key in question.keys}
        return [f"{key}={value}" for key, value in lines.items() if value]
    if question.kind is Kind.PLACE:
        return [f"{part}={value}" for part in places.FIELDS if (value := sent.get(f"{name}-{part}", "").strip())]
    return [value for value in sent.getlist(name) if value.strip() and value != ABSTAIN]


def _say(request: HttpRequest, row: SurveyRow, *, new: bool) -> None:
    if not new:
        messages.info(request, _("Dieser Bogen war schon eingetragen. Er zählt einmal."))
        return
    counted = register.counts(row.process).get(Way.PAPER, 0) if row.process else 0
    said = _("Der Bogen zählt. Auf Papier sind es jetzt: {number}. Hier ist der nächste.")
    messages.success(request, said.format(number=words.number(counted)))


def _page(request: HttpRequest, row: SurveyRow, asked: Sequence[Question], wrong: Wrong) -> HttpResponse:
    title = _("Bogen eintragen")
    sent = request.POST if wrong else QueryDict()
    return page(
        request,
        "desk/paper.html",
        title,
        survey_crumbs(row, title),
        questions=[_field(asked, number, sent, wrong) for number in range(1, len(asked) + 1)],
        features=[_feature(row, feature, sent) for feature in row.features],
        takes_codes=Way.CODE in row.ways,
        code=sent.get("code", ""),
        code_error=wrong.get("code", ""),
        general_error=wrong.get("", ""),
        # A sheet that was refused keeps its name, so that sending it again counts it once.
        form_name=sent.get("form") or hashes.new_secret(),
        submit_button_label=_("Eintragen und nächster Bogen"),
    )


def _name(question: Question) -> str:
    return f"frage-{question.id}"


def _field(asked: Sequence[Question], number: int, sent: QueryDict, wrong: Wrong) -> dict[str, Any]:
    question = asked[number - 1]
    name = _name(question)
    given = sent.getlist(name)
    if question.kind is Kind.SCALE:
        options = [(str(step), str(step)) for step in rules.SCALE_STEPS]
    else:
        options = [(option.key, pick(option.text, "de")) for option in question.options]
    return {
        "name": name,
        "number": number,
        "text": pick(question.text, "de"),
        "kind": question.kind.value,
        "ends": [pick(end, "de") for end in (question.low, question.high) if pick(end, "de")],
        "options": [] if question.kind in _BY_LINE else [(key, text, key in given) for key, text in options],
        "lines": _lines(question, name, sent) if question.kind in _BY_LINE else [],
        "value": given[0] if given else "",
        "error": wrong.get(name, ""),
        "condition": conditions.in_words(question, asked),
        "abstains": question.abstains,
        "abstain_key": ABSTAIN,
        "abstained": _abstains(question, sent),
        "place": places.shown(question, _raw(question, sent)) if question.kind is Kind.PLACE else {},
    }


def _lines(question: Question, name: str, sent: QueryDict) -> list[tuple[str, str, str]]:
    """Return a field for each line: its name, its text, what was typed."""
    texts = {option.key: pick(option.text, "de") for option in question.options}
    return [(f"{name}-{key}", texts[key], sent.get(f"{name}-{key}", "")) for key in question.keys]


def _districts(row: SurveyRow) -> dict[str, str]:
    asked = Feature.DISTRICT in row.features
    return {district.code: district.name for district in city.districts()} if asked else {}


def _feature(row: SurveyRow, feature: Feature, sent: QueryDict) -> dict[str, Any]:
    known = {
        Feature.AGE_GROUP: {key: _age(key) for key in AGE_GROUPS},
        Feature.SEX: {key: str(words.SEXES[key]) for key in SEXES},
        Feature.DISTRICT: _districts(row),
    }[feature]
    given = sent.get(feature.value, "")
    return {
        "name": feature.value,
        "label": words.FEATURES[feature],
        "options": [(key, text, key == given) for key, text in known.items()],
    }


def _age(key: str) -> str:
    low, high = AGE_GROUPS[key]
    return (
        _("ab {low} Jahren").format(low=low) if high is None else _("{low} bis {high} Jahre").format(low=low, high=high)
    )
