"""What came of a date, told afterwards: a text, links, pictures with words for who cannot see them."""

import io
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.calendar import findable, rules
from smilecity.collect.calendar.actions.acting import held_date, record, require
from smilecity.collect.calendar.models import Photo
from smilecity.collect.calendar.rules.rights import Act
from smilecity.collect.contributions.actions.files import erase_after_commit, erased_if_it_fails, save_picture
from smilecity.ground import pictures
from smilecity.ground.refusals import Refused
from smilecity.ground.search import actions as search
from smilecity.ground.text import Texts, sentence
from smilecity.people.models import User

DESCRIPTION_MOST = 200
FOLDER = "events"
NOT_YET = sentence("Diese Veranstaltung hat noch nicht begonnen.")
NO_WORDS = sentence("Bitte beschreiben Sie das Bild für alle, die es nicht sehen.")
NO_LINK_TEXT = sentence("Bitte sagen Sie bei jedem Link, wohin er führt.")
ENOUGH = sentence("Mehr als {most} Bilder sind nicht möglich. Bitte entfernen Sie zuerst eines.")


@transaction.atomic
def document(
    *, occurrence: int, report: Texts, links: Sequence[tuple[str, str]], by: User | None, at: datetime
) -> None:
    """Say what came of a date. `links`: (words, address). Raises Refused."""
    require(Act.DOCUMENT, by)
    said = rules.clean_texts(report, rules.TEXT_MOST, long=True)
    kept = [_link(text, url) for text, url in links if text.strip() or url.strip()]
    if len(kept) > rules.LINKS_MOST:
        raise Refused(rules.TOO_MANY_LINKS, most=rules.LINKS_MOST)
    row = held_date(occurrence)
    if row.starts_at > at:
        raise Refused(NOT_YET)
    row.report, row.report_links, row.changed_at = said, kept, at
    row.save(update_fields=["report", "report_links", "changed_at"])
    search.changed(findable.SOURCE, [row.event_id])
    record("document", f"date:{occurrence}", by, at)


def _link(text: str, url: str) -> dict[str, str]:
    words, address = rules.clean_line(text, rules.LINE_MOST), rules.clean_link(url)
    if not words:
        raise Refused(NO_LINK_TEXT)
    if not address:
        raise Refused(rules.NO_LINK)
    return {"text": words, "url": address}


def add_photo(*, occurrence: int, picture: bytes, description: str, by: User | None, at: datetime) -> UUID:
    """Add a picture to what came of a date; return its id. Raises Refused.

    The picture is read and written before anything is locked: that is what takes long.
    """
    require(Act.DOCUMENT, by)
    words = rules.clean_line(description, DESCRIPTION_MOST)
    if not words:
        raise Refused(NO_WORDS)
    made = pictures.read(io.BytesIO(picture))
    names = save_picture(made, FOLDER)
    with erased_if_it_fails(names), transaction.atomic():
        row = held_date(occurrence)
        there = list(Photo.objects.filter(occurrence=row).values_list("position", flat=True))
        if len(there) >= rules.PICTURES_MOST:
            raise Refused(ENOUGH, most=rules.PICTURES_MOST)
        width, height = made.size
        photo = Photo.objects.create(
            occurrence=row,
            position=max(there, default=0) + 1,
            large=names[0],
            small=names[1],
            width=width,
            height=height,
            description=words,
        )
        record("add_photo", f"date:{occurrence}", by, at)
        return photo.pk


@transaction.atomic
def remove_photo(*, photo: UUID, by: User | None, at: datetime) -> None:
    """Erase a picture; one that is gone already stays so. Raises Refused."""
    require(Act.DOCUMENT, by)
    row = Photo.objects.filter(pk=photo).first()
    if row:
        row.delete()
        erase_after_commit([row.large, row.small])
        record("remove_photo", f"date:{row.occurrence_id}", by, at)
