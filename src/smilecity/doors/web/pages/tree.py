"""The tree of pages: its fixed places, made once, and the addresses that follow from it, without SQL."""

from django.urls import reverse
from wagtail.models import Collection, Locale, Page, Site

# The name under which Wagtail looks for the address of a page.
SERVED = "wagtail_serve"
HOME, NEWS = "home", "neues"


def address(url_path: str) -> str:
    """Return where a page is read, in the language of now. `url_path`: as the tree keeps it (/home/…/)."""
    path = below_home(url_path)
    if not path:
        return reverse("web:home")
    return reverse("web:news") if path == f"{NEWS}/" else reverse(SERVED, args=[path])


def below_home(url_path: str) -> str:
    """Return the part of the address that a page has given itself."""
    return url_path.strip("/").partition("/")[2] + "/" if "/" in url_path.strip("/") else ""


def plant() -> None:
    """Make the first page and the place for news, where they are missing. Repeating it changes nothing."""
    from smilecity.doors.web.models import Front, NewsIndex

    Locale.objects.get_or_create(language_code="de")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    front = Front.objects.first() or _front(Page.objects.filter(depth=1).first() or Page.add_root(title="Root"))
    if not NewsIndex.objects.exists():
        front.add_child(instance=NewsIndex(title="Neues", slug=NEWS))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": front})


def _front(root: Page) -> Page:
    # What Wagtail itself puts there says that Wagtail works.
    for greeting in Page.objects.filter(depth=2, slug=HOME, content_type__model="page"):
        greeting.delete()
    from smilecity.doors.web.models import Front

    # Read anew: deleting has changed what the root knows of its children.
    return Page.objects.get(pk=root.pk).add_child(instance=Front(title="Startseite", slug=HOME))
