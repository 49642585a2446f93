"""What is gone is found no more with the same commit, what comes back is found at once: by hand, by code, by time."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from smilecity.collect.calendar import actions as calendar
from smilecity.collect.contributions import actions as contributions
from smilecity.collect.contributions.rules import Publicity
from smilecity.doors.web.models import Front, InfoPage, NewsPage
from smilecity.ground.search.models import Document, Unread
from smilecity.ground.search.queries import Wanted, find
from smilecity.ground.search.rules import ask
from tests.factories import AT, make_staff
from tests.factories_calendar import make_event
from tests.factories_contributions import make_contribution
from tests.factories_editorial import make_news, make_page

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return sorted(hit.texts["de"]["title"] for hit in find(Wanted(asked=ask(text), at=AT)).hits)


def public(page: InfoPage | NewsPage) -> InfoPage | NewsPage:
    page.get_latest_revision().publish()
    return page


def family() -> InfoPage:
    """Return a page with one below it and one below that, all to be found by the same word."""
    top = make_page("hafen", title="Kaikante oben")
    middle = make_page("kran", parent=top, title="Kaikante Mitte")
    for page in (top, middle, make_page("boot", parent=middle, title="Kaikante unten")):
        public(page)
    assert found("Kaikante") == ["Kaikante Mitte", "Kaikante oben", "Kaikante unten"]
    return top


class TestDeleted:
    def test_a_page_takes_along_what_is_below_it(self) -> None:
        top = family()
        public(make_page("allein", title="Kaikante allein"))
        InfoPage.objects.get(pk=top.pk).delete()
        assert found("Kaikante") == ["Kaikante allein"]

    def test_by_a_query_over_any_model(self) -> None:
        for model in (Page, InfoPage):
            model.objects.filter(pk=family().pk).delete()
            assert found("Kaikante") == []

    def test_as_a_page_of_no_kind(self) -> None:
        Page.objects.get(pk=public(make_news(title="Kaikante")).pk).delete()
        assert found("Kaikante") == []

    def test_nothing_is_left_to_be_learned_of_it(self) -> None:
        family().delete()
        assert not Document.objects.filter(source="pages").exists()
        assert not Unread.objects.exists()


class TestTakenBackAndShownAgain:
    def test_by_code_with_all_that_is_below(self) -> None:
        top = family()
        descendants = list(top.get_descendants())
        InfoPage.objects.get(pk=top.pk).unpublish()
        assert found("Kaikante") == ["Kaikante Mitte", "Kaikante unten"]
        for page in descendants:
            page.unpublish()
        assert found("Kaikante") == []
        InfoPage.objects.get(pk=top.pk).get_latest_revision().publish()
        assert found("Kaikante") == ["Kaikante oben"]

    def test_by_the_time_that_an_editor_set(self) -> None:
        now = timezone.localtime()
        page = public(make_page(title="Kaikante"))
        assert found("Kaikante") == ["Kaikante"]
        run_at(page, expire_at=now - timedelta(minutes=1))
        assert found("Kaikante") == []
        run_at(page, go_live_at=now - timedelta(minutes=1), expire_at=None)
        assert found("Kaikante") == ["Kaikante"]

    def test_a_page_that_moves_is_found_where_it_is_now(self) -> None:
        top = family()
        other = public(make_page("stadt", title="Rathaus"))
        other.refresh_from_db()
        Page.objects.get(pk=top.pk).move(other, pos="last-child")
        paths = {hit.facts["url_path"] for hit in find(Wanted(asked=ask("Kaikante"), at=AT)).hits}
        front = Front.objects.get().url_path
        assert paths == {f"{front}stadt/hafen/{below}" for below in ("", "kran/", "kran/boot/")}


def run_at(page: InfoPage | NewsPage, *, expire_at: datetime | None, go_live_at: datetime | None = None) -> None:
    """Have an editor set the times of a page, and the clock that publishes and takes back run."""
    kept = InfoPage.objects.get(pk=page.pk)
    kept.expire_at, kept.go_live_at = expire_at, go_live_at
    if go_live_at:
        kept.expired = False
        revision = kept.save_revision()
        type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=go_live_at)
    kept.save()
    call_command("publish_scheduled", verbosity=0)


class TestHiddenInRooms:
    def test_an_event(self) -> None:
        event = make_event(title="Kaikante")
        assert found("Kaikante") == ["Kaikante"]
        calendar.hide_event(event=event, by=None, at=AT)
        assert found("Kaikante") == []
        calendar.publish_event(event=event, by=None, at=AT)
        assert found("Kaikante") == ["Kaikante"]

    def test_a_contribution(self) -> None:
        row = make_contribution(title="Kaikante")
        staff = make_staff()
        for publicity in (Publicity.HIDDEN, Publicity.SHOWN):
            contributions.set_publicity(contribution=row.pk, publicity=publicity, by=staff, at=AT)
            assert found("Kaikante") == (["Kaikante"] if publicity is Publicity.SHOWN else [])
