"""The fields in which one question is answered. In: what a form has sent. Out: what the rules check, and errors."""

from collections.abc import Mapping, Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.rules import Answer, Kind, Question
from smilecity.doors.visitor import places
from smilecity.doors.visitor.questions import ABSTAIN, Sent, line_id
from smilecity.doors.web.refusals import Errors, said
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick

_BY_LINE = frozenset({Kind.MATRIX, Kind.RANKING})
_BY_RADIO = frozenset({Kind.ONE, Kind.SCALE})


def read(data: QueryDict, asked: Question, answers: Mapping[str, Answer]) -> Sent:
    """Return what a form has sent; `answers`: what was kept before."""
    if asked.kind is Kind.PLACE:
        return _place(data, asked, answers)
    if asked.kind in _BY_LINE:
        raw = [f"{key}={data.get(f'answer-{key}', '')}" for key in asked.keys]
        return Sent(raw, asked.kind is Kind.RANKING and "abstain" in data)
    raw = data.getlist("answers" if asked.kind is Kind.SEVERAL else "answer")
    if asked.kind in _BY_RADIO:
        return Sent([value for value in raw if value != ABSTAIN], ABSTAIN in raw)
    return Sent(raw, "abstain" in data)


def _place(data: QueryDict, asked: Question, answers: Mapping[str, Answer]) -> Sent:
    if "without" in data and not asked.required:
        return Sent()
    raw = [f"{name}={data.get(name, '')}" for name in places.FIELDS]
    return Sent(raw, "abstain" in data, kept(asked, answers).raw, looks="find" in data)


def meant(asked: Question, sent: Sent) -> Sequence[str]:
    """Return what the rules check: the fields, or the place they mean. Raises Refused where that is not clear."""
    if asked.kind is not Kind.PLACE:
        return sent.raw
    return places.located(sent.raw, sent.kept, abstains=sent.abstains)


def kept(asked: Question, answers: Mapping[str, Answer]) -> Sent:
    """Return what the fields hold of an answer that is kept."""
    value = answers.get(asked.id)
    raw = rules.given_by(asked.kind, value)
    return Sent(raw, rules.has_abstained(value), raw if asked.kind is Kind.PLACE else ())


def errors_of(asked: Question, sent: Sent, refusal: Refused, language: str) -> Errors:
    """Return what has to be put right; a matrix says it at each line."""
    if asked.kind is not Kind.MATRIX or refusal.sentence not in {rules.RATE_EACH, rules.RATE_LAST}:
        return [("answer", said(refusal))]
    texts = {option.key: pick(option.text, language) for option in asked.options}
    please = _("Bitte wählen Sie eine Antwort aus: {line}")
    return [(line_id(asked, key), please.format(line=texts[key])) for key in rules.lines_without(asked, sent.raw)]
