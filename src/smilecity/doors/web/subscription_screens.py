"""Prepared values for the pages of subscriptions: whose they are, what runs, and what the forms lead to."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.collect.reports.queries.titles import Titles
from smilecity.deliver.notices import queries
from smilecity.deliver.notices.queries import Named, ReaderRow, SubscriptionRow
from smilecity.deliver.notices.rules import Rhythm
from smilecity.doors.web import contribution_filters as filters
from smilecity.doors.web import subscription_words as said
from smilecity.doors.web import waiting_page, words
from smilecity.people.contacts import queries as contacts
from smilecity.people.privacy.rules import CONSENT_TO_SUBSCRIPTION
from smilecity.people.register.queries import Waiting


@dataclass(frozen=True)
class Who:
    """Whose subscriptions are shown: found by the link of a mail (`token`), or signed in."""

    contact: UUID | None
    reader: ReaderRow | None
    token: str = ""

    def url(self, page: str, *args: object) -> str:
        """Return the address of one of their pages."""
        if self.token:
            return reverse(f"web:reader_{page}" if page else "web:reader", args=[self.token, *args])
        return reverse(f"web:subscriptions_{page}" if page else "web:subscriptions", args=args)


def by_token(token: str) -> Who:
    """Return the reader to whom a link belongs. Raises Http404."""
    reader = queries.reader(token)
    if reader is None:
        raise Http404
    return Who(reader.contact, reader, token)


def signed_in(request: HttpRequest) -> Who:
    """Return the reader who is signed in; nobody is asked to have subscribed before."""
    contact = contacts.of_user(request.user.pk) if request.user.is_authenticated else None
    return Who(contact, queries.reader_of(contact) if contact else None)


def listing(who: Who) -> dict[str, object]:
    """Return what the page of all subscriptions shows."""
    rows = queries.subscriptions(who.contact) if who.contact else []
    language = get_language() or "de"
    names, titles = city.names(language), Titles(language)
    guest = not (who.reader and who.reader.member) and bool(who.token)
    rhythm = who.reader.rhythm if who.reader else Rhythm.SINGLE
    return {
        "subscriptions": [
            {
                "title": said.title_of(row, names, titles),
                "url": page_of(row),
                "why": said.REASONS[row.reason],
                "end_url": who.url("end", row.id),
            }
            for row in rows
        ],
        "rhythms": [
            # Who has no account has no page of their own to look at instead.
            (one.value, words_, one is rhythm)
            for one, words_ in said.RHYTHMS.items()
            if one is not Rhythm.NONE or (who.reader and who.reader.member)
        ],
        "rhythm_url": who.url("rhythm"),
        **_language(who, guest=guest, hears=bool(rows)),
        "stop_url": who.url("stop") if rows else "",
        "again_url": who.url("again") if who.reader and not who.reader.reachable else "",
        "new_url": reverse("web:subscribe"),
        "by_link": bool(who.token),
        "guest": guest,
    }


def _language(who: Who, *, guest: bool, hears: bool) -> dict[str, object]:
    """Return the languages in which we may write to somebody; nothing for who gets no mails any more."""
    reach = contacts.reach([who.contact]).get(who.contact) if who.contact else None
    if (guest and not hears) or (who.contact and reach is None):
        return {}
    chosen = reach.language if reach else get_language()
    # Each is named in itself, so that whoever reads no other finds it.
    options = [
        (code, format_html('<span lang="{}">{}</span>', code, name), code == chosen)
        for code, name in settings.LANGUAGES
    ]
    return {"mail_languages": options, "language_url": who.url("language")}


def page_of(row: SubscriptionRow) -> str:
    """Return where what is subscribed to can be read; empty for what is spread over many pages."""
    return reverse(f"web:{row.about.kind.value}", args=[row.about.number]) if row.about else ""


def new(wanted: said.Wanted | None, request: HttpRequest, email: str) -> dict[str, object]:
    """Return what the page shows where one subscribes: what it is about, or a choice."""
    names = city.names(get_language() or "de")
    here = request.get_full_path()
    return {
        "name": wanted.name if wanted else "",
        "is_contribution": bool(wanted and wanted.number),
        "back_url": reverse(f"web:{wanted.kind.value}", args=[wanted.number]) if wanted and wanted.kind else "",
        "agreed_text": _(CONSENT_TO_SUBSCRIPTION),
        "email": email,
        "member_email": request.user.email if request.user.is_authenticated else "",
        "login_url": f"{reverse('account_login')}?{_next(here)}",
        "themes": [(row.key, row.name, False) for row in names.themes.values()],
        "districts": [(row.key, row.name, False) for row in names.districts.values()],
        "fields": {"theme": filters.THEME, "district": filters.DISTRICT, "text": filters.TEXT},
    }


def _next(here: str) -> str:
    return filters.to_query({"next": here})[1:]


def waiting(wish: UUID, waits: Waiting) -> dict[str, object]:
    """Return what the page says that waits for the mail to be confirmed."""
    return waiting_page.told(waits) | {
        "code_url": reverse("web:subscribe_wait", args=[wish]),
        "mail_url": reverse("web:subscribe_mail", args=[wish]),
        "resend_url": reverse("web:subscribe_resend", args=[wish]),
        "change_url": reverse("web:subscribe_take_back", args=[wish]),
    }


def _name(about: Named) -> str:
    titles = Titles(get_language() or "de")
    return titles.said(about.kind, about.title) or said.numbered(about.number)


def confirming(waits: Waiting) -> dict[str, object]:
    """Return what the page says on which the link of the mail is confirmed."""
    wished = queries.wished(waits.reference)
    name = ""
    if wished:
        target, about = wished
        name = _name(about) if about else said.name_of(target)
    agreed = _(CONSENT_TO_SUBSCRIPTION)
    return {"name": name, "expires_text": words.until(waits.expires_at), "agreed_text": agreed}
