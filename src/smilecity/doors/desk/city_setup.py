"""Setting up a city: the list of what there is to do, its name and address, its colours, the mail for a trial."""

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from smilecity.city import actions
from smilecity.city import queries as city
from smilecity.city.problems import BadFile
from smilecity.doors.desk import city_steps, words
from smilecity.doors.desk.city_form import ColoursForm, FactsForm, ProfileForm, facts_of
from smilecity.doors.desk.city_place import ICON, TITLE, turned_away, way
from smilecity.doors.desk.ending import tell
from smilecity.doors.desk.shell import crumbs, page, sent, staff
from smilecity.doors.desk.survey_path import Standing
from smilecity.ground import clock
from smilecity.ground import queries as ground

_pages = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """Show what a city needs, how it stands, and where each is done."""
    away = turned_away(request)
    if away:
        return away
    steps = city_steps.found()
    missing = sum(step.standing is Standing.MISSING for step in steps)
    shown = {"steps": city_steps.shown(steps), "missing": missing}
    return page(request, "desk/city.html", str(TITLE), crumbs(here=str(TITLE)), icon=ICON, **shown)


@_pages
def facts(request: HttpRequest) -> HttpResponse:
    """Change name, address and Land of the city."""
    form = FactsForm(sent(request), initial=facts_of(city.profile()))
    return turned_away(request) or _profile_page(request, form, "desk/city_facts.html", _("Name und Anschrift"))


@_pages
def colours(request: HttpRequest) -> HttpResponse:
    """Change the colours of the city."""
    profile = city.profile()
    form = ColoursForm(sent(request), initial={"accent": profile.accent, "accent_dark": profile.accent_dark})
    return turned_away(request) or _profile_page(request, form, "desk/city_colours.html", _("Farbe"))


def _profile_page(request: HttpRequest, form: ProfileForm, template: str, title: str) -> HttpResponse:
    if form.is_valid() and _change(request, form):
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect("desk:city")
    tell(request, form)
    shown: dict[str, Any] = {"form": form, "submit_button_label": _("Angaben speichern")}
    return page(request, template, title, way(title), icon=ICON, **shown)


def _change(request: HttpRequest, form: ProfileForm) -> bool:
    try:
        actions.change_profile(data=form.written(), by=staff(request).pk, at=clock.now())
    except BadFile as bad:
        form.refuse(bad)
        return False
    return True


@_pages
def mail(request: HttpRequest) -> HttpResponse:
    """Send a mail to whoever is signed in, and note that it arrived."""
    away = turned_away(request)
    if away:
        return away
    if request.method == "POST":
        _tried(request, arrived="angekommen" in request.POST)
        return redirect("desk:city" if "angekommen" in request.POST else "desk:city_mail")
    last = ground.last_entry(subject="city", verbs=["city.try_mail", "city.mail_arrived"])
    title = _("E-Mail prüfen")
    return page(
        request,
        "desk/city_mail.html",
        title,
        way(title),
        icon="mail",
        address=staff(request).email,
        sender=settings.DEFAULT_FROM_EMAIL,
        is_nobody="localhost" in settings.DEFAULT_FROM_EMAIL,
        sent_at=words.moment(last.at) if last else "",
        arrived=last is not None and last.verb == "city.mail_arrived",
    )


def _tried(request: HttpRequest, *, arrived: bool) -> None:
    note = partial(actions.note_mail, arrived=arrived, by=staff(request).pk, at=clock.now())
    if arrived:
        note()
        messages.success(request, _("Gut: E-Mails kommen an."))
        return
    body = _("Diese E-Mail kommt zur Probe aus dem Arbeitsbereich. Ist sie da, ist alles richtig eingestellt.")
    send_mail(_("E-Mail zur Probe"), f"{body}\n\n{settings.BASE_URL}\n", None, [staff(request).email])
    note()
    messages.success(request, _("Die E-Mail ist unterwegs. Sehen Sie in Ihrem Postfach nach."))
