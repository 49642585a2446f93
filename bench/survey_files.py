"""Files of all answers: how long each form takes for 250,000 participations, and how much memory its job needs."""

import subprocess
import sys
import time
from typing import Protocol

from bench import world
from smilecity.collect.surveys import actions as surveying
from smilecity.demo import surveys
from smilecity.ground import clock
from smilecity.people.models import User
from smilecity.understand.exports import actions, queries
from smilecity.understand.exports.rules import Form

NUMBER = 250_000
_MOST_SECONDS, _MOST_MB = 60, 200
# A process of its own, as the worker is, that says at its end how large it has been (in kB).
_JOB = """
import re, sys, django
from pathlib import Path
django.setup()
from uuid import UUID
from smilecity.ground import clock
from smilecity.understand.exports import actions
actions.make(export=UUID(sys.argv[1]), at=clock.now())
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


class Report(Protocol):
    """Takes the rows of the table."""

    def row(self, what: str, figure: str, budget: str = "", *, kept: bool = True) -> None:
        """Print one row."""


def measure(report: Report, by: User) -> None:
    """Make a file of each form and report it."""
    at = clock.now() - surveys.LAST_YEAR * 2
    survey = surveys.open_survey(by=by, at=at)
    world.take_part(survey, NUMBER)
    surveying.close(survey=survey, by=by, at=at)
    for form in Form:
        export = actions.ask(survey=survey, form=form, chosen={}, by=by, at=clock.now())
        began = time.perf_counter()
        said = subprocess.run([sys.executable, "-c", _JOB, str(export)], capture_output=True, text=True, check=True)
        took, memory = time.perf_counter() - began, int(said.stdout) / 1024
        path = queries.file_of(export)
        size = path.stat().st_size / 1_000_000 if path else 0
        figure = f"{took:.1f} s, {memory:.0f} MB of memory, {size:.0f} MB of file"
        kept = path is not None and took < _MOST_SECONDS and memory < _MOST_MB
        report.row(f"{NUMBER:,} answers as {form.value.upper()}", figure, "< 60 s, < 200 MB", kept=kept)
        actions.remove(export=export, by=by, at=clock.now())
