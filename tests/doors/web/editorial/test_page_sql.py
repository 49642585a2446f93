"""How many SQL statements pages of editors cost: the same however much there is."""

from collections.abc import Callable

import pytest

from smilecity.collect.contributions.rules import Kind
from tests.factories import make_survey
from tests.factories_contributions import make_call
from tests.factories_editorial import THREE, body, make_image, make_news, make_page, reviewed, text
from tests.support.statements import statements
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db


def cost(path: str) -> int:
    """Return what the second visit costs; the first may make pictures."""
    visitor = Visitor()
    assert visitor.get(path).status == 200
    with statements() as sent:
        visitor.get(path)
    return len(sent)


def pictures(count: int) -> list[tuple[str, object]]:
    return [
        ("image", {"image": make_image().pk, "alt": "Ein Kran", "decorative": False, "caption": ""})
        for _ in range(count)
    ]


def links(count: int) -> list[tuple[str, object]]:
    pages = [make_page(f"ziel-{number}-{count}") for number in range(count)]
    return [text(f'<p><a linktype="page" id="{page.pk}">dorthin</a></p>') for page in pages]


def some_news(count: int) -> None:
    for number in range(count):
        reviewed(make_news(f"neu-{count}-{number}", **THREE, picture=make_image()))


def to_take_part_in(count: int) -> None:
    for _ in range(count):
        make_survey(open=True)
        make_call(Kind.IDEA)


GROWING: dict[str, tuple[str, Callable[[int], object], int]] = {
    "news": ("/neues/", some_news, 4),
    "news in Leichte Sprache": ("/de-simple/neues/", some_news, 5),
    "feed": ("/feeds/neues.atom", some_news, 2),
    "overview": ("/mitmachen/", to_take_part_in, 6),
    "map of the site": ("/sitemap.xml", some_news, 8),
}


@pytest.mark.parametrize("name", GROWING)
def test_a_list_costs_the_same_when_there_is_three_times_as_much(name: str) -> None:
    path, grow, budget = GROWING[name]
    grow(2)
    small = cost(path)
    grow(4)
    assert cost(path) == small
    assert small <= budget


def test_a_page_costs_the_same_however_many_pictures_and_links_it_holds() -> None:
    make_page("klein", body=body(*pictures(1), *links(1)))
    make_page("gross", body=body(*pictures(3), *links(3)))
    assert cost("/klein/") == cost("/gross/") <= 7


def test_a_page_of_text_costs_next_to_nothing() -> None:
    make_page(body=body(text("<p>Text</p>")))
    assert cost("/hafen/") <= 2
    reviewed(make_page("leicht", **THREE))
    assert cost("/de-simple/leicht/") <= 3
