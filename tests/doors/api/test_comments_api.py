"""Photos and comments for programs: what the pages show of them, what is gone, nobody's name."""

import csv
import io
import json
from datetime import timedelta
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from django.test import Client

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.models import Comment, Contribution, Photo
from smilecity.collect.contributions.rules import Moderation, Publicity
from smilecity.people.models import User
from smilecity.people.rules import Role
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_call, make_contribution, make_office
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
LIST = "/api/v1/comments"
LATER = AT + timedelta(hours=1)
SINCE = {"changed_since": LATER.isoformat()}


def _get(path: str = LIST, **query: Any) -> Any:
    response = Client().get(path, query)
    assert response.status_code == 200, response.content
    return response.json()


def _say(row: Contribution, text: str = "Das finde ich auch.") -> UUID:
    return actions.comment_as_member(
        contribution=row.pk,
        text=text,
        author_name="Anna B.",
        user=make_resident(),
        informed=False,
        language="de",
        at=AT,
    )


@pytest.fixture
def moderator() -> User:
    return make_staff(Role.MODERATOR)


def test_a_comment_says_everything_but_who_said_it() -> None:
    row, office = make_contribution(), make_office("tiefbau")
    made = _say(row)
    by_office = actions.comment_for_office(
        contribution=row.pk, office=office, text="Wir auch.", by=make_staff(), at=LATER
    )
    page = _get()
    items = {item["id"]: item for item in page["items"]}
    said = items[str(made)]
    assert (said["contribution"], said["text"], said["office"]) == (row.number, "Das finde ich auch.", None)
    assert (said["language"], said["edited_at"], said["generated"]) == ("de", None, False)
    assert said["url"].endswith(f"/ideen/{row.number}/")
    assert items[str(by_office)]["office"] == "tiefbau"
    assert page["licence"]["id"] == "dl-de/by-2-0"
    assert "Anna" not in json.dumps(page)


def test_only_what_everybody_may_read_is_told(moderator: User) -> None:
    row = make_contribution()
    hidden, waits = _say(row), _say(make_contribution(make_call(moderation=Moderation.BEFORE), shown=True))
    actions.set_comment_publicity(comment=hidden, publicity=Publicity.HIDDEN, by=moderator, at=AT)
    assert _get()["items"] == []
    told = _get(changed_since="2020-01-01T00:00:00Z")["items"]
    # What waits was never shown; nobody hears of it, not even that it is not there.
    assert [(item["id"], item["gone"]) for item in told] == [(str(hidden), True)]
    assert Comment.objects.get(pk=waits).publicity == Publicity.WAITING


def _hidden(comment: UUID, row: Contribution, by: User) -> None:
    actions.set_comment_publicity(comment=comment, publicity=Publicity.HIDDEN, by=by, at=LATER)


def _removed(comment: UUID, row: Contribution, by: User) -> None:
    actions.remove_comment(comment=comment, by=by, reason="Beleidigung", at=LATER)


def _edited(comment: UUID, row: Contribution, by: User) -> None:
    actions.edit_comment(comment=comment, text="Das auch.", revision=1, by=by, reason="Gekürzt.", at=LATER)


def _with_its_contribution(comment: UUID, row: Contribution, by: User) -> None:
    actions.set_publicity(contribution=row.pk, publicity=Publicity.HIDDEN, by=by, at=LATER)


def _merged(comment: UUID, row: Contribution, by: User) -> None:
    into = make_contribution(row.call_id)
    actions.merge(contribution=row.pk, into=into.pk, by=by, at=LATER)


def _shown_again(comment: UUID, row: Contribution, by: User) -> None:
    _hidden(comment, row, by)
    actions.set_comment_publicity(comment=comment, publicity=Publicity.SHOWN, by=by, at=LATER)


@pytest.mark.parametrize("happens", [_hidden, _removed, _edited, _with_its_contribution, _merged, _shown_again])
def test_a_copy_of_the_comments_is_kept_true(happens: Any, moderator: User) -> None:
    row, other = make_contribution(), make_contribution()
    made, _stays = _say(row), _say(other, "Bleibt.")
    copy = {item["id"]: item for item in _get()["items"]}
    assert len(copy) == 2
    happens(made, row, moderator)
    for item in _get(**SINCE)["items"]:
        if item.get("gone"):
            assert set(item) == {"id", "contribution", "gone", "changed_at"}
            del copy[item["id"]]
        else:
            copy[item["id"]] = item
    assert copy == {item["id"]: item for item in _get()["items"]}


def test_the_comments_of_one_contribution_are_found_by_its_number() -> None:
    row, other = make_contribution(), make_contribution()
    made, _ = _say(row), _say(other)
    assert [item["id"] for item in _get(contribution=row.number)["items"]] == [str(made)]


def test_pages_walk_through_all_comments_once() -> None:
    row, other = make_contribution(), make_contribution()
    made = {str(_say(one, f"Nummer {n}")) for n in range(4) for one in (row, other)}
    seen: list[str] = []
    page = _get(limit=3)
    while True:
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        page = _get(page["next"].partition("8000")[2])
    assert sorted(seen) == sorted(made)


@pytest.mark.parametrize(
    "query", [{"contribution": "0"}, {"contribution": "eins"}, {"cursor": "unsinn"}, {"limit": "501"}]
)
def test_what_makes_no_sense_is_refused_and_says_what(query: dict[str, str]) -> None:
    response = Client().get(LIST, query)
    assert response.status_code == 422
    assert next(iter(query)) in response.json()["detail"]


def test_statements_do_not_grow_with_comments() -> None:
    row, office = make_contribution(), make_office()
    staff, counts = make_staff(), []
    for _ in range(2):
        for number in range(3):
            actions.comment_for_office(contribution=row.pk, office=office, text=f"Ja {number}", by=staff, at=AT)
        with statements() as run:
            _get()
        counts.append(len(run))
    assert counts[0] == counts[1] <= 3


def test_the_description_names_comments_and_what_is_gone() -> None:
    described = _get("/api/v1/openapi.json")
    assert LIST in described["paths"]
    assert {"CommentOut", "CommentGoneOut", "PhotoOut"} <= set(described["components"]["schemas"])


# --- photos ----------------------------------------------------------------------------------------------------------


def _photo(row: Contribution, position: int, **fields: Any) -> UUID:
    names = {"large": f"{position}-l.webp", "small": f"{position}-s.webp"}
    size = {"width": 1600, "height": 1200}
    return Photo.objects.create(contribution=row, position=position, **names, **size, **fields).pk


def test_photos_come_with_address_size_and_description_unless_hidden(moderator: User) -> None:
    row = make_contribution()
    second, first = _photo(row, 2), _photo(row, 1, description="Eine leere Kaimauer")
    before = _get("/api/v1/contributions")["items"][0]["photos"]
    assert [photo["url"].rpartition("/fotos/")[2] for photo in before] == [
        f"{first}-large.webp",
        f"{second}-large.webp",
    ]
    assert before[0].items() >= {"width": 1600, "height": 1200, "description": "Eine leere Kaimauer"}.items()
    actions.hide_photo(photo=first, hidden=True, by=moderator, reason="Gesicht", at=LATER)
    (changed,) = _get("/api/v1/contributions", **SINCE)["items"]
    assert [photo["url"] for photo in changed["photos"]] == [before[1]["url"]]


def test_files_name_the_addresses_of_photos() -> None:
    row = make_contribution()
    photos = [_photo(row, position) for position in (1, 2)]
    streamed: Any = Client().get("/api/v1/contributions.csv")
    (line,) = csv.DictReader(io.StringIO(b"".join(streamed.streaming_content).decode()))
    assert [url.rpartition("/")[2] for url in line["photos"].split("|")] == [f"{pk}-large.webp" for pk in photos]
    book: Any = Client().get("/api/v1/contributions.xlsx")
    with ZipFile(io.BytesIO(b"".join(book.streaming_content))) as sheets:
        assert f"{photos[1]}-large.webp" in sheets.read("xl/worksheets/sheet1.xml").decode()
