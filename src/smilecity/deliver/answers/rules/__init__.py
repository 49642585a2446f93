"""The law of answers: which office, by when, which status may follow which, and who may act."""

from smilecity.deliver.answers.rules.dates import (
    DAYS,
    REMIND_BEFORE,
    Late,
    lateness,
    promised_on,
    reminds_on,
    starts_on,
    why_not_extend,
)
from smilecity.deliver.answers.rules.duties import Duty, responsible, suggested
from smilecity.deliver.answers.rules.outcomes import Outcome, outcome
from smilecity.deliver.answers.rules.rights import Act, Away, Standing, may, represented, stands_in, why_not_act
from smilecity.deliver.answers.rules.statuses import DECISIVE, NEXT, needs_words, reopens, why_not

__all__ = [
    "DAYS",
    "DECISIVE",
    "NEXT",
    "REMIND_BEFORE",
    "Act",
    "Away",
    "Duty",
    "Late",
    "Outcome",
    "Standing",
    "lateness",
    "may",
    "needs_words",
    "outcome",
    "promised_on",
    "reminds_on",
    "reopens",
    "represented",
    "responsible",
    "stands_in",
    "starts_on",
    "suggested",
    "why_not",
    "why_not_act",
    "why_not_extend",
]
