"""What somebody writes to report something: read, and what is missing named at its field. It never saves."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from smilecity.collect.contributions.rules import clean_text
from smilecity.doors.web.refusals import Errors, said
from smilecity.ground.refusals import Refused
from smilecity.people.register.rules import clean_address
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.rules import Ground


@dataclass(frozen=True)
class Report:
    """A report as it was typed, and what is wrong with it, by field."""

    ground: Ground | None
    text: str
    name: str
    address: str
    truthful: bool
    errors: Errors = field(default_factory=list)


def report_in(given: Mapping[str, str]) -> Report:
    """Read a form; nothing typed is lost."""
    raw = given.get("grund", "")
    report = Report(
        ground=Ground(raw) if raw in set(Ground) else None,
        text=given.get("erklaerung", ""),
        name=given.get("name", ""),
        address=given.get("email", "").strip(),
        truthful=given.get("richtig") == "ja",
    )
    report.errors.extend(_errors(report))
    return report


def _errors(report: Report) -> Errors:
    found: Errors = []
    if report.ground is None:
        found.append(("grund", said(Refused(rules.NO_GROUND))))
    found += _of_text(report.text)
    if report.address:
        try:
            clean_address(report.address)
        except Refused as refusal:
            found.append(("email", said(refusal)))
    if not report.truthful:
        found.append(("richtig", said(Refused(rules.NOT_CONFIRMED))))
    return found


def _of_text(text: str) -> Errors:
    try:
        cleaned = clean_text(text, rules.FLAG_MOST)
    except Refused as refusal:
        return [("erklaerung", said(refusal))]
    return [] if cleaned else [("erklaerung", said(Refused(rules.NO_EXPLANATION)))]
