"""Photos: taken one by one in the form, each checked for itself, and shown to who may see them."""

from collections.abc import Callable
from pathlib import PurePath
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.queries import drafts, pictures
from smilecity.collect.contributions.queries.drafts import PhotoRow
from smilecity.collect.contributions.queries.pictures import PhotoFile
from smilecity.doors.web import contribution_own, errors, limits, writing_screens
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.writing import Step, Writing, knows
from smilecity.ground.limits import TooMany
from smilecity.ground.pictures import MOST_BYTES
from smilecity.ground.refusals import Refused
from smilecity.people.contacts import queries as contacts

Show = Callable[[HttpRequest, Writing, Step, dict[str, object], Errors], HttpResponse]
_SIZES = ("large", "small")
# An hour: whoever covers a face must not wait for a year until it is gone everywhere.
_SHOWN = "public, max-age=3600"
_OWN = "private, no-store"
_HEADERS = {"Content-Disposition": "inline", "Content-Security-Policy": "default-src 'none'; sandbox"}


def step(request: HttpRequest, here: Writing, show: Show) -> HttpResponse:
    """Show the photos of a draft; a POST takes, describes, removes, and goes on where nothing is wrong."""
    if here.draft is None:
        return redirect(here.url(here.steps[0]))
    wrong: Errors = []
    if request.method == "POST":
        wrong = change(request, here, here.draft.id)
        if not stays(request) and not wrong:
            return redirect(here.after(Step.PHOTOS))
        if covering := covers(request, here.draft.id):
            return covering
    if "alone" in request.POST:
        return alone(request, here.draft.id, wrong)
    return show(request, here, Step.PHOTOS, writing_screens.photos(drafts.photos(here.draft.id), wrong), wrong)


def stays(request: HttpRequest) -> bool:
    """Say whether a form only asks to do something with photos, and stays where it is."""
    return bool({"add", "remove", "alone", "cover"} & set(request.POST))


def covers(request: HttpRequest, draft: UUID) -> HttpResponse | None:
    """Lead to where parts of a photo are covered, where a form asks for that."""
    asked = next((photo.id for photo in drafts.photos(draft) if request.POST.get("cover") == str(photo.id)), None)
    return redirect("web:photo_cover", asked) if asked else None


def alone(request: HttpRequest, draft: UUID, wrong: Errors) -> HttpResponse:
    """Give the list of photos alone, for the script that sends them one by one."""
    shown = writing_screens.photos(drafts.photos(draft), wrong)
    return render(request, "web/writing/photo_list.html", shown, status=422 if wrong else 200)


def change(request: HttpRequest, here: Writing, draft: UUID) -> Errors:
    """Do what the form asks for; return what went wrong, photo by photo. What went well is kept."""
    wrong: Errors = []
    for photo in drafts.photos(draft):
        if request.POST.get("remove") == str(photo.id):
            actions.remove_photo(photo=photo.id, draft=draft)
        elif reason := _describe(request, here, draft, photo):
            wrong.append((writing_screens.description_field(photo), reason))
    files = request.FILES.getlist("photos")
    return wrong + [("photos", reason) for file in files if (reason := _take(request, here, draft, file))]


def _describe(request: HttpRequest, here: Writing, draft: UUID, photo: PhotoRow) -> str:
    """Keep what is said of a photo; return why it cannot be kept, or nothing."""
    said_of = request.POST.get(writing_screens.description_field(photo), photo.description)
    if said_of == photo.description:
        return ""
    try:
        actions.describe_photo(photo=photo.id, draft=draft, description=said_of, at=here.at)
    except Refused as refusal:
        return said(refusal)
    return ""


def _take(request: HttpRequest, here: Writing, draft: UUID, file: UploadedFile) -> str:
    """Take one photo; return why it cannot be taken, or nothing."""
    try:
        limits.may_upload(request, here.at)
        actions.add_photo(draft=draft, picture=file.read(MOST_BYTES + 1), at=here.at)
    except Refused as refusal:
        return _("{name}: {reason}").format(name=str(file.name)[:60], reason=said(refusal))
    except TooMany as many:
        return errors.too_fast(many)
    return ""


@require_safe
def photo(request: HttpRequest, photo: UUID, size: str) -> HttpResponse:
    """Give a photo to who may see it: everybody, or only who sent it and staff."""
    found = pictures.photo(photo)
    if found is None or size not in _SIZES or not (found.visible or _may_see(request, found)):
        raise Http404
    return _given(request, found, size, _SHOWN if found.visible else _OWN)


def to_crew(request: HttpRequest, photo: UUID, size: str) -> HttpResponse:
    """Give a photo to a crew whose order it belongs to; whoever calls has seen to that. Kept by nobody in between."""
    found = pictures.photo(photo)
    if found is None or size not in _SIZES:
        raise Http404
    return _given(request, found, size, _OWN)


def _given(request: HttpRequest, found: PhotoFile, size: str, kept: str) -> HttpResponse:
    name = found.large if size == "large" else found.small
    response = HttpResponse(_content(name), content_type="image/webp", headers=_HEADERS)
    # The names of its files change whenever a picture does.
    response["ETag"] = etag = f'"{PurePath(name).stem}"'
    response["Cache-Control"] = kept
    known = get_conditional_response(request, etag=etag, response=response)
    return known if isinstance(known, HttpResponse) else response


def _content(name: str) -> bytes:
    """Return the bytes of a photo; they are few, for we have made them."""
    try:
        with default_storage.open(name) as file:
            content: bytes = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return content


def _may_see(request: HttpRequest, found: PhotoFile) -> bool:
    """Say whether a photo that not everybody may see is this visitor's, or to be seen by staff."""
    if (found.draft and knows(request, found.draft)) or contribution_own.knows(request, found.contribution):
        return True
    if not request.user.is_authenticated:
        return False
    author = found.author is not None and contacts.of_user(request.user.pk) == found.author
    return author or contribution_own.may_look(request)
