"""The paper on data protection is complete: each job that erases something stands there, and no other."""

import re
from pathlib import Path

from procrastinate.contrib.django import app

from smilecity.deliver.fieldwork.rules import LEFT_KEPT, NAMES_KEPT
from smilecity.deliver.notices.rules import KEPT, SETTLED_WITHIN
from smilecity.people.contacts.rules import PROOF_KEPT
from smilecity.understand.moderation.rules import APPEAL_MONTHS

PAPER = (Path(__file__).resolve().parents[2] / "docs/handbook/datenschutz.md").read_text(encoding="utf-8")
ERASES = ("drop_", "forget", "erase_", "sweep_")


def test_each_job_that_erases_is_named_and_each_that_is_named_exists() -> None:
    jobs = {str(task.task.queueing_lock) for task in app.periodic_registry.periodic_tasks.values()}
    named = set(re.findall(r"`(\w+\.\w+)`", PAPER))
    assert named == {job for job in jobs if job.partition(".")[2].startswith(ERASES)}


def test_times_are_those_of_the_rules() -> None:
    """Written out in paper and privacy page; who changes a rule changes them."""
    assert (APPEAL_MONTHS, SETTLED_WITHIN.days, KEPT.days, PROOF_KEPT.days // 365) == (6, 1, 365, 4)
    assert (LEFT_KEPT.days, NAMES_KEPT.days) == (14, 365)
