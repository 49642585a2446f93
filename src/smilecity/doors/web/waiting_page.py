"""The page that waits for a mail to be confirmed. In: prepared values, whatever is confirmed. Out: the page."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smilecity.doors.web import words
from smilecity.doors.web.refusals import Errors, said
from smilecity.ground.refusals import Refused
from smilecity.people.register import queries as register
from smilecity.people.register.queries import Waiting

NOTHING_LOST = gettext_lazy(
    "Das Verschicken klappt gerade nicht. Wir versuchen es von selbst weiter. Sie können diese Seite schließen."
)


def still(reference: UUID, at: datetime) -> Waiting | None:
    """Return what waits for its mail to be confirmed, unless its time is over. 1 SQL."""
    waiting = register.waiting_for(reference, at)
    return None if waiting is None or waiting.expired else waiting


def told(waits: Waiting, nothing_lost: object = NOTHING_LOST) -> dict[str, object]:
    """Return what each such page says of its mail. `nothing_lost`: said while the mail server is away."""
    return {
        "email": waits.address,
        "expires_text": words.until(waits.expires_at),
        "mail_waiting": waits.delayed and not waits.mailed,
        "mail_sent": waits.mailed,
        "safe_text": nothing_lost,
    }


def page(request: HttpRequest, template: str, shown: Mapping[str, object], code: str, errors: Errors) -> HttpResponse:
    """Return the page with the code as it was typed, and what is wrong with it."""
    context = {**shown, "code_value": code, "errors": errors}
    return render(request, template, context, status=422 if errors else 200)


def mail(request: HttpRequest, shown: Mapping[str, object] | None) -> HttpResponse:
    """Say where the mail is: the page asks until the mail is taken, and reloads when nothing waits any more (410)."""
    if shown is None:
        return HttpResponse(status=410)
    return render(request, "web/settling/wait_mail.html", dict(shown))


def resend(request: HttpRequest, act: Callable[[], object]) -> None:
    """Send the mail once more, and say whether that went."""
    try:
        act()
        messages.success(request, _("Wir schicken die E-Mail noch einmal."))
    except Refused as refusal:
        messages.warning(request, said(refusal))
