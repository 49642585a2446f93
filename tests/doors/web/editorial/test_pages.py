"""Pages at their addresses: read, moved, deleted, listed for machines; and what a strict policy still lets through."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from smilecity.doors.web.models import Front, InfoPage, NewsPage
from smilecity.doors.web.pages import acts, frame
from smilecity.ground import clock
from tests.factories import AT
from tests.factories_editorial import THREE, body, make_image, make_news, make_page, reviewed, text
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db
Callbacks = Callable[..., AbstractContextManager[object]]


def test_a_page_is_public_once_it_is_published() -> None:
    draft = make_page(live=False)
    assert Visitor().get("/hafen/").status == 404
    draft.get_latest_revision().publish()
    page = Visitor().get("/hafen/")
    assert page.status == 200
    assert page.title.startswith("Der Hafen")


def test_pages_below_pages_show_the_way_and_each_other() -> None:
    harbour = make_page()
    make_page("kran", parent=harbour, title="Der Kran")
    Visitor().get("/hafen/").says("Mehr dazu", "Der Kran")
    below = Visitor().get("/hafen/kran/")
    assert '<a href="/hafen/">Der Hafen</a>' in below.html


def test_fixed_places_come_before_pages_that_editors_write() -> None:
    make_page("ideen", title="Gehört uns nicht")
    assert "Gehört uns nicht" not in Visitor().get("/ideen/").words


def test_an_old_address_leads_on_in_every_language(django_capture_on_commit_callbacks: Callbacks) -> None:
    made = make_page()
    made.slug = "wasser"
    with django_capture_on_commit_callbacks(execute=True):
        made.save_revision().publish()
    for language in ("", "/en", "/de-simple"):
        moved = Visitor().client.get(f"{language}/hafen/")
        assert (moved.status_code, moved["Location"]) == (301, f"{language}/wasser/")


def test_a_moved_page_takes_the_addresses_below_it_along() -> None:
    harbour, other = make_page(), make_page("stadt", title="Stadt")
    make_page("kran", parent=harbour, title="Der Kran")
    harbour.refresh_from_db()
    harbour.move(InfoPage.objects.get(pk=other.pk), pos="last-child")
    for old, new in (("/hafen/", "/stadt/hafen/"), ("/hafen/kran/", "/stadt/hafen/kran/")):
        moved = Visitor().client.get(old)
        assert (moved.status_code, moved["Location"]) == (301, new)


def test_a_deleted_page_says_that_it_is_gone_and_what_it_was() -> None:
    made = make_page()
    acts.remember(page=made, at=AT)
    made.delete()
    for language in ("", "/en"):
        page = Visitor().get(f"{language}/hafen/")
        assert page.status == 410
        page.says("Der Hafen")
    make_page(title="Der neue Hafen")
    Visitor().get("/hafen/").says("Der neue Hafen")


def test_a_draft_that_is_deleted_leaves_no_trace() -> None:
    made = make_page(live=False)
    acts.remember(page=made, at=AT)
    made.delete()
    assert Visitor().get("/hafen/").status == 404


def test_what_is_due_is_published_and_what_has_run_out_is_taken_back_once() -> None:
    later = make_page(live=False)
    later.go_live_at = clock.now() - timedelta(minutes=1)
    later.save_revision(approved_go_live_at=later.go_live_at)
    over = make_page("alt", title="Alt")
    InfoPage.objects.filter(pk=over.pk).update(expire_at=clock.now() - timedelta(minutes=1))
    for _ in range(2):
        call_command("publish_scheduled", verbosity=0)
    assert (Visitor().get("/hafen/").status, Visitor().get("/alt/").status) == (200, 404)
    assert InfoPage.objects.get(pk=later.pk).revisions.count() == later.revisions.count()


def test_news_are_listed_by_their_day_page_by_page_and_told_as_a_feed() -> None:
    for number in range(14):
        make_news(f"neu-{number}", day=f"2026-09-{number // 2 + 1:02}", title=f"Nachricht {number:02}")
    make_news("entwurf", title="Entwurf", live=False)
    visitor, seen = Visitor(), list[str]()
    page = visitor.get("/neues/")
    seen += re.findall(r"Nachricht \d\d", page.words)
    following = re.search(r'href="([^"]+)" rel="next"', page.html)
    assert following
    seen += re.findall(r"Nachricht \d\d", visitor.get(following[1]).words)
    assert seen == [f"Nachricht {number:02}" for number in range(13, -1, -1)]
    feed = ElementTree.fromstring(visitor.client.get("/feeds/neues.atom").content)  # noqa: S314 - our own
    titles = [
        entry.findtext("{http://www.w3.org/2005/Atom}title")
        for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")
    ]
    assert titles == seen


@pytest.mark.parametrize("before", ["", "x", "2026-09-01", "2026-13-01.1", "2026-09-01.99999999999999999999", "\x00.1"])
def test_the_list_of_news_takes_any_address(before: str) -> None:
    assert Visitor().client.get("/neues/", {"vor": before}).status_code == 200


def test_the_first_page_shows_the_newest_news_and_the_welcome_of_editors() -> None:
    Front.objects.update(heading="Willkommen am Wasser", lead="Schön hier.")
    frame.forget()
    for number in range(4):
        make_news(f"neu-{number}", day=f"2026-09-0{number + 1}", title=f"Nachricht {number}")
    page = Visitor().get("/")
    page.says("Willkommen am Wasser", "Schön hier.", "Nachricht 3", "Nachricht 1")
    assert "Nachricht 0" not in page.words
    assert "Willkommen am Wasser" not in Visitor().get("/en/").words


def test_menus_are_what_editors_chose_in_the_language_of_the_reader() -> None:
    made = make_page(**THREE)
    hidden = make_page("entwurf", title="Entwurf", live=False)
    links = [{"page": made.pk}, {"page": hidden.pk}, {"screen": "web:news", "en": "Latest"}]
    Front.objects.update(header_links=body(*(("link", link) for link in links)))
    frame.forget()
    for language, words in (("", ["Der Hafen", "Neues"]), ("en", ["The harbour", "Latest"])):
        html = Visitor(language=language).get(f"/{language}/" if language else "/").html
        menu = html.partition('class="main-nav"')[2].partition("</nav>")[0]
        assert re.findall(r">([^<>]+)</a>", menu) == words


def test_the_map_of_the_site_names_each_page_in_the_languages_it_has() -> None:
    reviewed(make_page(**THREE))
    make_page("nur-deutsch", title="Nur Deutsch")
    make_page("entwurf", live=False)
    xml = Visitor().client.get("/sitemap.xml").content.decode()
    root = ElementTree.fromstring(xml)  # noqa: S314 - our own
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = {str(url.findtext(f"{space}loc")).partition("8000")[2] for url in root.iter(f"{space}url")}
    assert {"/", "/en/", "/hafen/", "/en/hafen/", "/de-simple/hafen/", "/nur-deutsch/", "/neues/"} <= found
    assert not {"/en/nur-deutsch/", "/entwurf/"} & found
    assert 'hreflang="en" href="http://127.0.0.1:8000/en/hafen/"' in xml


def test_machines_are_told_what_to_leave_alone() -> None:
    robots = Visitor().client.get("/robots.txt").content.decode()
    assert "Disallow: /desk/" in robots
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in robots


def test_a_shared_link_shows_the_page_s_own_picture_or_the_city_s() -> None:
    make_page(picture=make_image())
    shared = re.search(r'property="og:image" content="([^"]+)"', Visitor().get("/hafen/").html)
    assert shared
    assert shared[1].startswith("http://127.0.0.1:8000/media/images/")
    given = Visitor().client.get(shared[1].partition("8000")[2])
    assert (given.status_code, given["Content-Type"]) == (200, "image/jpeg")
    assert "og:image" not in Visitor().get("/neues/").html


@pytest.mark.parametrize(
    "name", ["x", "../secret-key", "images/../../secret-key", "photos/x.webp", "images/nix.webp", "documents/x.png"]
)
def test_only_pictures_of_pages_are_given_out(name: str) -> None:
    assert Visitor().client.get(f"/media/{name}").status_code == 404


def test_wagtail_s_own_ways_to_sign_in_are_not_there() -> None:
    for path in ("/_util/login/", "/_util/authenticate_with_password/1/1/", "/documents/authenticate_with_password/1/"):
        assert Visitor().client.get(path).status_code == 404


def test_pages_of_editors_keep_the_strict_policy() -> None:
    make_page(body=body(text("<p>Text</p>")))
    policy = Visitor().client.get("/hafen/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_deleting_news_does_not_hide_others() -> None:
    make_news()
    NewsPage.objects.get().delete()
    assert Visitor().get("/neues/").status == 200
