"""Version 1 of the API: contributions with all filters of the lists, comments, changes with deletions, facts, files.

Every answer carries an ETag, so that whoever asks again gets 304 where nothing has changed.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI, Query, Status
from ninja.decorators import decorate_view
from ninja.errors import HttpError, ValidationError

from smilecity.collect.contributions.queries import calls, export, open_comments
from smilecity.collect.contributions.queries.filters import ListFilter
from smilecity.doors.api import asking, datasets, files
from smilecity.doors.api import licence as terms
from smilecity.doors.api.datasets import Dataset
from smilecity.doors.api.facts import Facts
from smilecity.doors.api.rows import Writer
from smilecity.doors.api.schemas import (
    CallOut,
    CommentsOut,
    ContributionOut,
    DatasetOut,
    DistrictOut,
    GoneOut,
    OfficeOut,
    PageOut,
    ProblemOut,
    ThemeOut,
)
from smilecity.ground.text import pick

_DESCRIPTION = """\
What people said, what became of it, and the words the city uses for it. Reading needs no key.

Times are in UTC or carry their zone (RFC 3339), coordinates are longitude and latitude in degrees (WGS 84). Lists are
paged: follow `next` until it is null. To keep a copy, ask with `changed_since` set to the newest `changed_at` you
have; entries with `gone: true` are to be deleted. Ask with `If-None-Match` to load nothing twice.

Whole files lie at addresses that stay, one for each kind and one for all: see /datasets. Each names its licence (`Link`
with `rel="license"`), its schema (`rel="describedby"`: CSV on the Web, JSON Schema) and its last change
(`Last-Modified`; GeoJSON also says both in its first members).
"""

api = NinjaAPI(
    title="Smile City",
    version="1",
    description=_DESCRIPTION,
    urls_namespace="api-v1",
    docs_url=None,
    openapi_extra={"info": {"license": {"name": terms.NAME, "identifier": terms.ID}}},
)
_PROBLEMS = {404: ProblemOut, 422: ProblemOut}
View = Callable[..., HttpResponseBase]


def _cached(view: View) -> View:
    """Let programs keep an answer for a minute and ask for changes afterwards."""

    @wraps(view)
    def cached(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == HTTPStatus.OK:
            patch_cache_control(response, public=True, max_age=60)
            response.headers["Link"] = f'<{terms.URL}>; rel="license"'
        return response

    return conditional_page(cached)


open_view = decorate_view(_cached)


@api.get(
    "/contributions",
    response={200: PageOut, 422: ProblemOut},
    summary="Ideas, places and reports",
    tags=["contributions"],
)
@open_view
def contributions(request: HttpRequest, asked: Query[asking.Asking]) -> dict[str, Any]:
    """A page of contributions in the order of their last change, oldest first. 6 SQL."""
    facts = Facts()
    found = export.changes(
        asking.filter_of(asked, facts), asked.changed_since, asking.place_of(asked.cursor), most=asked.limit
    )
    writer = Writer(facts)
    return _page(request, [writer.any(row) for row in found.rows], found.next)


def _page(request: HttpRequest, items: list[dict[str, Any]], last: tuple[datetime, UUID] | None) -> dict[str, Any]:
    """Return a page of a list; `last`: after which row the next one begins, None where there is none."""
    query = request.GET.copy()
    if last:
        query["cursor"] = asking.cursor_of(last)
    next_page = f"{settings.BASE_URL}{request.path}?{query.urlencode()}" if last else None
    return {"licence": terms.licence(), "items": items, "next": next_page}


@api.get(
    "/contributions/{int:number}",
    response={200: ContributionOut, 410: GoneOut, **_PROBLEMS},
    summary="One of them",
    tags=["contributions"],
)
@open_view
def contribution(request: HttpRequest, number: int) -> Any:
    """One contribution; 410 for one that could be seen once and no longer can."""
    found = export.one(number)
    if found is None:
        raise Http404
    written = Writer(Facts()).any(found)
    return Status(410, written) if isinstance(found, export.Gone) else written


@api.get("/comments", response={200: CommentsOut, 422: ProblemOut}, summary="Comments", tags=["contributions"])
@open_view
def comments(request: HttpRequest, asked: Query[asking.AskingComments]) -> dict[str, Any]:
    """A page of comments in the order of their last change, oldest first.

    A comment comes again whenever its contribution has changed, and goes when its contribution goes. 3 SQL.
    """
    found = open_comments.comment_changes(
        asked.changed_since, asking.place_of(asked.cursor), contribution=asked.contribution, most=asked.limit
    )
    writer = Writer(Facts())
    return _page(request, [writer.comment(row) for row in found.rows], found.next)


@api.get("/themes", response=list[ThemeOut], summary="Themes", tags=["city"])
@open_view
def themes(request: HttpRequest) -> list[Any]:
    """The city's fields of action, in their order."""
    return list(Facts().themes.values())


@api.get("/districts", response=list[DistrictOut], summary="Districts", tags=["city"])
@open_view
def districts(request: HttpRequest) -> list[dict[str, Any]]:
    """The parts of the city, by name."""
    return [{"code": row.code, "name": row.name, "bbox": list(row.box)} for row in Facts().districts.values()]


@api.get("/offices", response=list[OfficeOut], summary="Offices", tags=["city"])
@open_view
def offices(request: HttpRequest) -> list[Any]:
    """The parts of the town hall that answer."""
    return list(Facts().offices.values())


@api.get("/calls", response=list[CallOut], summary="Calls", tags=["contributions"])
@open_view
def all_calls(request: HttpRequest) -> list[dict[str, Any]]:
    """The invitations to contribute, the newest first."""
    return [
        {
            "slug": call.slug,
            "kind": call.kind.value,
            "title": pick(call.title, "de"),
            "opens_at": call.opens_at,
            "closes_at": call.closes_at,
        }
        for call in calls.all_calls()
        if call.opens_at
    ]


@api.get("/datasets", response=list[DatasetOut], summary="What there is as files", tags=["files"])
@open_view
def all_datasets(request: HttpRequest) -> list[DatasetOut]:
    """Each file with its address, which stays, its schema, its licence, and when anything in it changed last."""
    return datasets.listed()


def _file(dataset: Dataset, form: str) -> None:
    """Declare a file of a dataset in one format."""
    summary = f"{_OF[form].format(what=dataset.name)}."

    def whole(request: HttpRequest, asked: Query[asking.Form]) -> HttpResponseBase:
        facts = Facts(asked.language)
        wanted = asking.filter_of(asked, facts)
        wanted = replace(wanted, kind=dataset.kind) if dataset.kind else wanted
        return files.answer(request, files.Asked(dataset, form, wanted), facts)

    whole.__doc__ = f"{summary} Streamed, with the filters of the list; German or English headings by `language`."
    content = {datasets.TYPES[form]: {"schema": {"type": "string", "format": "binary"}}}
    later = {"description": "Too many files at once; `Retry-After` says in how many seconds to ask again."}
    api.get(
        f"/{dataset.name}.{form}",
        summary=summary,
        tags=["files"],
        operation_id=f"{dataset.name}_{form}",
        url_name=f"{dataset.name}_{form}",
        openapi_extra={"responses": {200: {"description": "The file.", "content": content}, 429: later, 503: later}},
    )(whole)


def _schema(dataset: Dataset, ending: str, described: Callable[[Dataset], dict[str, Any]], media_type: str) -> None:
    """Declare what describes a file."""

    def schema(request: HttpRequest) -> HttpResponse:
        return JsonResponse(described(dataset), content_type=media_type, json_dumps_params={"ensure_ascii": False})

    schema.__doc__ = f"What stands in {dataset.name}.{ending.partition('-')[0]}, member by member."
    name = f"{dataset.name}_{ending.partition('-')[0]}_schema"
    summary = f"Schema of {dataset.name}.{ending.partition('-')[0]}"
    api.get(f"/{dataset.name}.{ending}", summary=summary, tags=["files"], operation_id=name, url_name=name)(
        open_view(schema)
    )


_OF = {
    "csv": "All {what} as CSV (RFC 4180, UTF-8)",
    "geojson": "All {what} with a place as GeoJSON (RFC 7946)",
    "xlsx": "All {what} for a spreadsheet",
}
for _dataset in datasets.DATASETS:
    for _form in datasets.TYPES:
        _file(_dataset, _form)
    _schema(_dataset, datasets.CSV_SCHEMA, datasets.csv_metadata, "application/csvm+json")
    _schema(_dataset, datasets.GEOJSON_SCHEMA, datasets.geojson_schema, "application/schema+json")


# --- when something is wrong (RFC 9457) -----------------------------------------------------------------------------


def _problem(status: int, detail: str) -> HttpResponse:
    said = ProblemOut(title=HTTPStatus(status).phrase, status=status, detail=detail)
    return HttpResponse(said.model_dump_json(), content_type="application/problem+json", status=status)


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem(error.status_code, str(error))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return _problem(404, "There is nothing here. /api/v1/openapi.json lists what there is.")


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    said = "; ".join(f"{problem['loc'][-1]}: {problem['msg']}" for problem in error.errors)
    return _problem(422, said)


def address(name: str, **query: str) -> str:
    """Return the address of something in this version, for pages that link here."""
    return reverse(f"api-v1:{name}") + (f"?{urlencode(query)}" if query else "")


__all__ = ["ListFilter", "address", "api"]
