"""Several pages ticked in the list at the desk: deleted as if each were deleted by itself, and what must stay stays."""

import pytest
from wagtail.models import Page

from smilecity.doors.web.models import Front, GonePage, InfoPage, NewsIndex
from smilecity.ground.search.actions import refresh
from smilecity.ground.search.models import Document
from smilecity.people.rules import Role
from tests.factories_editorial import body, make_page, text
from tests.support.colleague import Colleague

pytestmark = pytest.mark.django_db


def several(verb: str, *pages: Page) -> str:
    """Return the address at the desk where something is done with several pages at once."""
    return f"bulk/wagtailcore/page/{verb}/?next=/desk/&" + "&".join(f"id={page.pk}" for page in pages)


def test_who_deletes_several_pages_reads_first_which_others_link_to_them_and_they_say_that_they_are_gone() -> None:
    first, second = make_page(), make_page("werft", title="Die Werft", live=False)
    below = make_page("kai", parent=first)
    links = "".join(f'<a linktype="page" id="{page.pk}">dorthin</a>' for page in (first, second, below))
    linking = make_page("kran", title="Der Kran", body=body(text(f"<p>{links}</p>")))
    inside = make_page("boot", title="Geht mit", parent=first, body=body(text(f"<p>{links}</p>")))
    who = Colleague(Role.EDITOR)
    page = who.opens(several("delete", first, second))
    page.says("1 Seite verweist hierher. Ihr Link führt danach ins Leere:", "Der Kran")
    assert f"/desk/pages/{linking.pk}/edit/" in page.html
    assert f"/desk/pages/{inside.pk}/edit/" not in page.html
    assert not GonePage.objects.exists()
    who.sends(several("delete", first, second))
    assert InfoPage.objects.get() == linking.specific
    assert [who.get(path).status for path in ("/hafen/", "/hafen/kai/", "/werft/")] == [410, 410, 404]


def test_what_was_deleted_among_others_is_found_no_more() -> None:
    made, who = make_page(title="Der Hafen"), Colleague(Role.EDITOR)
    refresh("pages")
    assert Document.objects.filter(source="pages").exists()
    who.sends(several("delete", made))
    assert not Document.objects.filter(source="pages").exists()


@pytest.mark.parametrize("verb", ["delete", "unpublish"])
def test_what_everything_hangs_on_stays_when_it_is_ticked_among_others(verb: str) -> None:
    made, who = make_page(), Colleague(Role.EDITOR)
    fixed = (Front.objects.get(), NewsIndex.objects.get())
    who.opens(several(verb, *fixed, made)).says("Diese Seite gehört zum Gerüst der Website.")
    who.sends(several(verb, *fixed, made))
    assert Front.objects.live().exists()
    assert NewsIndex.objects.live().exists()
    assert not InfoPage.objects.live().exists()
