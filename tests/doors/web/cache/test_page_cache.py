"""The cache as it runs, in a server of two processes: exact after each change, and off rather than wrong."""

import gzip
import http.client
import json
from collections.abc import Generator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import brotli
import pytest
from django.db import connection

from smilecity.city.models import City
from smilecity.collect.calendar import actions as calendar
from smilecity.collect.calendar import queries
from smilecity.doors.web.cache.listening import NAME
from smilecity.doors.web.models import Front
from smilecity.doors.web.pages import tree
from tests.factories_calendar import make_event, span
from tests.support.processes import until
from tests.support.programs import answer, free_port, started

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 20


@pytest.fixture(scope="module")
def port(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Generator[int]:
    log, port = tmp_path_factory.mktemp("server") / "server.log", free_port()
    with ExitStack() as stack:
        process = stack.enter_context(
            started(
                "serve",
                output=log,
                PORT=str(port),
                SMILECITY_WORKERS="2",
                SMILECITY_THREADS="2",
                SMILECITY_PAGE_CACHE="1",
            )
        )
        until(lambda: answer(f"http://127.0.0.1:{port}/gibt-es-nicht") or process.poll() is not None, 90)
        assert process.poll() is None, log.read_text()
        yield port


@pytest.fixture(autouse=True)
def _city() -> None:
    City.objects.update_or_create(pk=1, defaults={"name": "Neustadt"})
    tree.plant()


class Got:
    """An answer."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def kept(self) -> bool:
        """Only pages from the store are answered with a tag."""
        return "ETag" in self.headers

    @property
    def text(self) -> str:
        return self.body.decode()


def get(port: int, path: str = "/", method: str = "GET", **headers: str) -> Got:
    """Ask over a connection of its own, so that each of the two processes gets its share."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        link.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return Got(link.getresponse())
    finally:
        link.close()


def all_kept(port: int, path: str = "/") -> bool:
    return all(get(port, path).kept for _ in range(ROUNDS))


def all_show(port: int, name: str, path: str = "/") -> bool:
    return all(name in get(port, path).text for _ in range(ROUNDS))


def test_a_page_is_kept_and_is_new_at_once_after_a_change_in_each_process(port: int) -> None:
    until(lambda: all_kept(port), 30)
    for number in range(5):
        name = f"Neustadt {number}"
        City.objects.update(name=name)
        # The notice needs a moment on its way to both.
        until(partial(all_show, port, name), 2)
        until(lambda: all_kept(port), 5)
        assert all_show(port, name)


def test_menus_change_with_it_in_each_process(port: int) -> None:
    front = Front.objects.get()
    until(lambda: all_kept(port, "/zustaendig/"), 30)
    for word in ("Am Hafen", "Am Strand"):
        entry = {"type": "link", "value": {"page": None, "screen": "web:ideas", "de": word, "en": "", "simple": ""}}
        front.header_links = json.dumps([entry])
        front.save()
        until(partial(all_show, port, word, "/zustaendig/"), 2)


def test_an_event_stands_on_the_first_page_once_it_is_published_and_where_it_was_moved_to(port: int) -> None:
    at = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - the server goes by the real time
    event = make_event(span(at + timedelta(days=10)), publish=False, title="Tag der Bäume", at=at)
    until(lambda: all_kept(port), 30)
    assert "Tag der Bäume" not in get(port).text
    calendar.publish_event(event=event, by=None, at=at)
    until(partial(all_show, port, "Tag der Bäume"), 2)
    date, later = queries.dates_of(event)[0].number, span(at + timedelta(days=11))
    calendar.move(occurrence=date, span=later, note={}, by=None, at=at)
    until(partial(all_show, port, "Neuer Termin"), 2)


def test_languages_are_pages_of_their_own(port: int) -> None:
    until(lambda: all_kept(port) and all_kept(port, "/en/") and all_kept(port, "/de-simple/"), 30)
    assert '<html lang="de">' in get(port).text
    assert '<html lang="en">' in get(port, "/en/").text
    assert 'class="is-simple"' in get(port, "/de-simple/").text


def test_who_brings_a_session_is_shown_what_is_kept_and_their_account_is_fetched(port: int) -> None:
    until(lambda: all_kept(port), 30)
    page, known = get(port), get(port, Cookie="a=b; sessionid=abc")
    assert known.kept
    assert known.headers["ETag"] != page.headers["ETag"]
    assert "Cookie" in known.headers["Vary"]
    assert 'hx-get="/mein-bereich/konto/"' in known.text
    assert "hx-get" not in page.text
    assert get(port, Cookie="sessionid=abc", If_None_Match=known.headers["ETag"]).status == 304
    assert get(port, Cookie="sessionid=abc", If_None_Match=page.headers["ETag"]).status == 200


def test_members_alone_fill_the_store(port: int) -> None:
    path = "/zustaendig/?nur=mitglieder"
    until(lambda: all(get(port, path, Cookie="sessionid=abc").kept for _ in range(ROUNDS)), 30)


def test_a_personal_page_is_answered_at_once_though_it_was_tried_for_nobody(port: int) -> None:
    until(lambda: all_kept(port), 30)
    for number in range(8):
        answered = get(port, f"/mein-bereich/?{number}", Cookie="sessionid=abc")
        assert (answered.kept, answered.status) == (False, 200)


def test_a_page_made_from_who_looks_at_it_is_made_for_each_by_django(port: int) -> None:
    until(lambda: all_kept(port, "/mein-bereich/"), 30)
    answers = [get(port, "/mein-bereich/", Cookie="sessionid=abc") for _ in range(4)]
    assert not any(each.kept for each in answers)
    assert all("no-store" in each.headers["Cache-Control"] for each in answers)


def test_whoever_is_owed_a_message_is_answered_by_django(port: int) -> None:
    until(lambda: all_kept(port), 30)
    assert not get(port, Cookie="sessionid=abc; messages=x").kept


def test_the_account_itself_is_never_kept(port: int) -> None:
    parts = [get(port, "/mein-bereich/konto/", HX_Request="true") for _ in range(4)]
    assert not any(part.kept for part in parts)
    assert all("no-store" in part.headers["Cache-Control"] for part in parts)


def test_cookies_of_others_change_nothing(port: int) -> None:
    until(lambda: all_kept(port), 30)
    assert get(port, Cookie="_pk_id=5; consent=1").kept


def test_forms_are_not_kept(port: int) -> None:
    assert not any(get(port, "/konto/login/").kept for _ in range(4))


def test_a_browser_that_has_the_page_is_told_so(port: int) -> None:
    until(lambda: all_kept(port), 30)
    first = get(port)
    again = get(port, If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert first.headers["Cache-Control"] == "no-cache"


def test_kept_pages_are_packed_for_those_who_unpack(port: int) -> None:
    until(lambda: all_kept(port), 30)
    plain, packed = get(port), get(port, Accept_Encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.body) == plain.body
    assert "Content-Encoding" not in get(port, Accept_Encoding="br;q=0").headers


def newly_made(port: int, path: str, accepted: str) -> Got:
    """Return the answer of whoever is the first to ask after a change."""
    City.objects.update(name="Neustadt" if City.objects.get().name == "Altstadt" else "Altstadt")
    answers: list[Got] = []

    def made() -> bool:
        answers.append(get(port, path, Accept_Encoding=accepted))
        return not answers[-1].kept

    until(made, 10)
    return answers[-1]


@pytest.mark.parametrize("path", ["/", "/ideen/", "/neues/"])
def test_who_asks_first_is_answered_as_small_as_all_who_follow(port: int, path: str) -> None:
    until(lambda: all_kept(port, path), 30)
    first = newly_made(port, path, "gzip, deflate, br")
    assert "</html>" in brotli.decompress(first.body).decode()
    assert (first.headers["Content-Encoding"], first.headers["Content-Length"]) == ("br", str(len(first.body)))
    assert "Accept-Encoding" in first.headers["Vary"]


def test_a_page_that_its_view_has_packed_is_kept_for_those_who_cannot_unpack(port: int) -> None:
    until(lambda: all_kept(port, "/neues/"), 30)
    packed = newly_made(port, "/neues/", "gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    until(lambda: all_kept(port, "/neues/"), 10)
    assert get(port, "/neues/").text == gzip.decompress(packed.body).decode()


def test_a_head_has_the_headers_of_the_page(port: int) -> None:
    until(lambda: all_kept(port), 30)
    page, head = get(port), get(port, method="HEAD")
    assert head.body == b""
    assert head.headers["Content-Length"] == page.headers["Content-Length"]


def test_kept_pages_carry_every_header_that_protects(port: int) -> None:
    until(lambda: all_kept(port), 30)
    headers = get(port).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_wrong_host_is_refused_as_before(port: int) -> None:
    until(lambda: all_kept(port), 30)
    assert get(port, Host="boese.example").status == 400


def test_without_notices_from_the_database_nothing_is_kept_until_they_come_again(port: int) -> None:
    until(lambda: all_kept(port), 30)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s", [NAME])
        assert len(cursor.fetchall()) == 2
    City.objects.update(name="Ungehört")
    until(partial(all_show, port, "Ungehört"), 5)
    until(lambda: all_kept(port), 30)


@pytest.mark.parametrize("kept", ["0", "1"])
def test_a_server_ends_in_order_whether_it_keeps_pages_or_not(kept: str, tmp_path: Path) -> None:
    log, port = tmp_path / "server.log", free_port()
    with started("serve", output=log, PORT=str(port), SMILECITY_WORKERS="1", SMILECITY_PAGE_CACHE=kept):
        until(lambda: answer(f"http://127.0.0.1:{port}/gibt-es-nicht"), 90)
    # What granian says where the end was not; values that senders wait for would be lost.
    assert "Lifespan" not in log.read_text()
