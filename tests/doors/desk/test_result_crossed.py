"""Staff see before publishing what everybody will see of each group, and no more."""

import pytest

from smilecity.collect.surveys.models import Participation
from smilecity.collect.surveys.rules import Feature
from smilecity.people.rules import Role
from tests.factories import closed, make_survey
from tests.support.colleague import Colleague

pytestmark = pytest.mark.django_db


def test_staff_see_what_each_group_said_with_a_dash_for_what_is_hidden() -> None:
    survey = make_survey(open=True, features=[Feature.SEX])
    one = str(survey.questions[0])
    for sex, answers in {
        "female": {"bus": 30, "bike": 20, "car": 3},
        "male": {"bus": 40, "bike": 10, "car": 8},
    }.items():
        for answer, times in answers.items():
            Participation.objects.bulk_create(
                Participation(survey_id=survey.id, answers={one: answer}, profile={"sex": sex}) for _ in range(times)
            )
    closed(survey)
    html = Colleague(Role.EDITOR).opens(f"umfragen/{survey.id}/ergebnis/").html
    fold = html[html.index("Nach Gruppen") :]
    fold = fold[: fold.index("</details>")]
    assert "weiblich" in fold
    assert "ohne Angabe" in fold
    assert fold.count('<td class="desk-number">–</td>') >= 4
    assert '<td class="desk-number">3</td>' not in fold
    assert "Einzelne Werte zeigen wir nicht" in fold
