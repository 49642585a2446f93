"""A worker that makes a file of answers is really killed: nobody gets half of it, the next worker makes it whole."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from smilecity.collect.surveys.models import Participation
from smilecity.understand.exports import actions, queries
from smilecity.understand.exports.models import Export
from smilecity.understand.exports.rules import Form, Stage
from tests.factories import CLOSES_AT, ONE, closed, make_survey
from tests.support.processes import until
from tests.support.programs import started

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
ROWS = 120_000


def test_a_file_whose_worker_is_killed_half_way_is_made_whole_by_the_next_and_once(
    tmp_path: Path, settings: LazySettings
) -> None:
    settings.EXPORTS_FOLDER = tmp_path / "exports"
    survey = make_survey(open=True, questions=[ONE])
    said = {str(survey.questions[0]): "bus"}
    Participation.objects.bulk_create(
        (Participation(survey_id=survey.id, answers=said, profile={}) for _ in range(ROWS)), batch_size=10_000
    )
    closed(survey)
    export = actions.ask(survey=survey.id, form=Form.CSV, chosen={}, by=survey.staff, at=CLOSES_AT)

    with started("worker", output=tmp_path / "first.log", SMILECITY_HOME=str(tmp_path)) as first:
        until(lambda: Export.objects.filter(pk=export, done__gt=0).exists(), 90)
        first.kill()
        first.wait()
    killed = Export.objects.get(pk=export)
    assert (killed.stage, 0 < killed.done < ROWS) == (Stage.RUNNING, True)
    assert queries.file_of(export) is None
    assert list((tmp_path / "exports").glob("*.part")), "it was at it"

    with started("worker", output=tmp_path / "second.log", SMILECITY_HOME=str(tmp_path)):
        until(lambda: Export.objects.filter(pk=export, stage=Stage.READY).exists(), 180)
    path = queries.file_of(export)
    assert path
    with path.open(encoding="utf-8-sig") as file:
        assert sum(1 for _ in file) == ROWS + 1
    assert [each.name for each in path.parent.iterdir()] == [path.name]
