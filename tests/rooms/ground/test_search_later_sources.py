"""Events and pages are found from the moment everybody may see them until the moment they may not."""

from datetime import timedelta

import pytest

from smilecity.collect.calendar import actions as calendar
from smilecity.collect.calendar.actions import EventFields
from smilecity.collect.calendar.rules import Span
from smilecity.doors.web.models import Front, InfoPage, NewsIndex, NewsPage
from smilecity.ground.search.queries import Hit, Wanted, find
from smilecity.ground.search.rules import ask
from tests.factories import AT

pytestmark = pytest.mark.django_db


def hits(text: str) -> list[Hit]:
    return list(find(Wanted(asked=ask(text), at=AT)).hits)


def kinds(text: str) -> list[str]:
    return sorted(hit.kind for hit in hits(text))


def test_an_event_is_found_while_it_is_published() -> None:
    fields = EventFields(title={"de": "Werkstatt am Kai", "en": "Workshop"}, place="Hansemesse")
    span = Span(AT + timedelta(days=3), AT + timedelta(days=3, hours=2))
    event = calendar.make_event(fields=fields, dates=[span], by=None, at=AT)
    assert kinds("Werkstatt") == []
    calendar.publish_event(event=event, by=None, at=AT)
    assert kinds("Werkstatt") == kinds("workshop") == kinds("Hansemesse") == ["event"]
    calendar.edit_event(event=event, fields=EventFields(title={"de": "Rundgang"}), by=None, at=AT)
    assert kinds("Werkstatt") == []
    assert kinds("Rundgang") == ["event"]
    calendar.hide_event(event=event, by=None, at=AT)
    assert kinds("Rundgang") == []


def test_a_page_is_found_while_it_is_published() -> None:
    front = Front.objects.get()
    page = front.add_child(instance=InfoPage(title="Sperrmüll", lead="Wohin mit dem Sofa?", live=False))
    page.body = [("text", "<p>Bringen Sie es zum Wertstoffhof.</p>")]
    page.save_revision()
    assert kinds("Sperrmüll") == []
    page.save_revision().publish()
    assert kinds("Sperrmuell") == kinds("Sofa") == ["page"]
    assert kinds("Wertstoffhof") == ["page"]
    InfoPage.objects.get(pk=page.pk).unpublish()
    assert kinds("Sperrmüll") == []


def test_news_are_found_and_a_text_in_simple_language_only_when_it_was_checked() -> None:
    index = NewsIndex.objects.get()
    news = NewsPage(title="Neue Fähre", title_simple="Neues Schiff", day=AT.date(), live=False)
    index.add_child(instance=news)
    news.save_revision().publish()
    assert kinds("Fähre") == ["news"]
    assert kinds("Schiff") == []
