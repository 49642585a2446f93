"""What may be asked of the trunk: calls, lists, one contribution, what is alike, what is one's own, counts, drafts."""

from smilecity.collect.contributions.queries.alike import similar
from smilecity.collect.contributions.queries.calls import CallRow, all_calls, call_by_id, call_by_slug, open_calls
from smilecity.collect.contributions.queries.counts import per_district
from smilecity.collect.contributions.queries.detail import (
    CommentRow,
    Detail,
    DetailPhoto,
    StepRow,
    by_id,
    comment,
    comments,
    contribution,
    steps,
    talk,
)
from smilecity.collect.contributions.queries.drafts import DraftRow, PhotoRow, draft, photos
from smilecity.collect.contributions.queries.filters import ListFilter, filter_sql
from smilecity.collect.contributions.queries.lists import TOTAL_MOST, Card, Listing, page, total
from smilecity.collect.contributions.queries.mine import (
    Mine,
    comments_of,
    export_person,
    fate_of,
    of_contact,
    processes,
    supported_by,
    supports,
)
from smilecity.collect.contributions.queries.pictures import PhotoFile, photo

__all__ = [
    "TOTAL_MOST",
    "CallRow",
    "Card",
    "CommentRow",
    "Detail",
    "DetailPhoto",
    "DraftRow",
    "ListFilter",
    "Listing",
    "Mine",
    "PhotoFile",
    "PhotoRow",
    "StepRow",
    "all_calls",
    "by_id",
    "call_by_id",
    "call_by_slug",
    "comment",
    "comments",
    "comments_of",
    "contribution",
    "draft",
    "export_person",
    "fate_of",
    "filter_sql",
    "of_contact",
    "open_calls",
    "page",
    "per_district",
    "photo",
    "photos",
    "processes",
    "similar",
    "steps",
    "supported_by",
    "supports",
    "talk",
    "total",
]
