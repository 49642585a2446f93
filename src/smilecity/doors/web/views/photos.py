"""Photos: taken one by one in the form, each checked for itself, and shown to who may see them."""

from collections.abc import Callable
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.queries import drafts, pictures
from smilecity.collect.contributions.queries.pictures import PhotoFile
from smilecity.doors.web import errors, limits, writing_screens
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.writing import Step, Writing, knows
from smilecity.ground.limits import TooMany
from smilecity.ground.pictures import MOST_BYTES
from smilecity.ground.refusals import Refused
from smilecity.people.contacts import queries as contacts

Show = Callable[[HttpRequest, Writing, Step, dict[str, object], Errors], HttpResponse]
_SIZES = ("large", "small")
# A name never holds another picture: the names change whenever a picture does, and with them the tag.
_SHOWN = "public, max-age=3600"
_OWN = "private, no-store"


def step(request: HttpRequest, here: Writing, show: Show) -> HttpResponse:
    """Show the photos of a draft; a POST takes, describes, removes, and goes on where nothing is wrong."""
    if here.draft is None:
        return redirect(here.url(here.steps[0]))
    wrong: list[str] = []
    if request.method == "POST":
        wrong = _change(request, here, here.draft.id)
        stays = {"add", "remove"} & set(request.POST) or wrong or "alone" in request.POST
        if not stays:
            return redirect(here.after(Step.PHOTOS))
    sentence = " ".join(wrong)
    shown = writing_screens.photos(drafts.photos(here.draft.id)) | {"photo_error": sentence}
    if "alone" in request.POST:
        return render(request, "web/writing/photo_list.html", shown, status=422 if wrong else 200)
    return show(request, here, Step.PHOTOS, shown, [("photos", sentence)] if wrong else [])


def _change(request: HttpRequest, here: Writing, draft: UUID) -> list[str]:
    """Do what the form asks for; return what went wrong, photo by photo. What went well is kept."""
    for photo in drafts.photos(draft):
        field = f"description-{photo.id}"
        if request.POST.get(field, photo.description) != photo.description:
            actions.describe_photo(photo=photo.id, draft=draft, description=request.POST[field])
        if request.POST.get("remove") == str(photo.id):
            actions.remove_photo(photo=photo.id, draft=draft)
    return [sentence for file in request.FILES.getlist("photos") if (sentence := _take(request, here, draft, file))]


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
def photo(request: HttpRequest, photo: UUID, size: str) -> HttpResponseBase:
    """Give a photo to who may see it: everybody, or only who sent it and staff."""
    found = pictures.photo(photo)
    if found is None or size not in _SIZES or not (found.visible or _may_see(request, found)):
        raise Http404
    name = found.large if size == "large" else found.small
    headers = {"ETag": f'"{name.rpartition("/")[2]}"', "Cache-Control": _SHOWN if found.visible else _OWN}
    known = get_conditional_response(request, etag=headers["ETag"])
    if known is not None:
        known.headers.update(headers)
        return known
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        raise Http404 from None
    headers |= {"Content-Disposition": "inline", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return FileResponse(file, content_type="image/webp", headers=headers)


def _may_see(request: HttpRequest, found: PhotoFile) -> bool:
    """Say whether a photo that not everybody may see is this visitor's, or to be seen by staff."""
    if found.draft is not None and knows(request, found.draft):
        return True
    if not request.user.is_authenticated:
        return False
    return request.user.is_staff or (found.author is not None and contacts.of_user(request.user.pk) == found.author)
