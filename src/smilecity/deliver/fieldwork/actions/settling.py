"""A crew says from the spot what became of an order. What no longer counts is kept for the office, with its photos."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from smilecity.collect.contributions import rules as trunk_rules
from smilecity.collect.contributions.actions.files import erase_after_commit
from smilecity.collect.contributions.actions.photos import attach_photo
from smilecity.collect.contributions.rules import Publicity, Status, clean_text
from smilecity.deliver.answers import actions as answers
from smilecity.deliver.fieldwork import rules
from smilecity.deliver.fieldwork.actions.receiving import CrewPhoto, Held, Sent, Settled, receive
from smilecity.deliver.fieldwork.models import Entry, WorkOrder
from smilecity.deliver.fieldwork.rules import Act, Sort, State, Weight
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

NO_PHOTO = sentence("Bitte nehmen Sie zuerst ein Foto auf.")
FULL = sentence("Zu einem Auftrag passen höchstens {most} Fotos von vorher.")
# What clerks read; German, as all that staff write to each other.
SAID = {
    Weight.PUBLIC: "",
    Weight.BACK: "Team „{crew}“ gibt den Auftrag zurück: {said}",
    Weight.NOTE: "Team „{crew}“ schickte zu spät, was hier nicht mehr galt: {sort}. {said}",
    Weight.HIDDEN: "Der Beitrag war nicht öffentlich, als Team „{crew}“ meldete: {sort}. {said}",
    Weight.ANSWERED: "Der Beitrag war schon beantwortet, als Team „{crew}“ meldete: {sort}. {said}",
}
SORTS = {Sort.DONE: "Erledigt", Sort.RETURNED: "Geht nicht", Sort.PHOTOS: "Fotos"}


def settle(
    *,
    token: UUID,
    order: UUID,
    done: bool,
    said: str,
    photos: Sequence[CrewPhoto] = (),
    made_at: datetime | None,
    by: User,
    at: datetime,
) -> Settled:
    """End an order from the spot, once by token; return how that ended. Raises Refused.

    Done: the report is answered in public, in the name of its office, with the words and photos. Otherwise it lies
    with the office again, with the words as a note. `made_at`: what the device's clock said.
    """
    words = clean_text(said, rules.SAID_MOST)
    reason = rules.why_not_settle(done=done, has_words=bool(words), photos=len(photos))
    if reason:
        raise Refused(reason, most=rules.PHOTOS_MOST)
    sort = Sort.DONE if done else Sort.RETURNED
    sent = Sent(token, order, sort, words, photos, made_at, by, at)
    return receive(sent, Act.SETTLE, lambda held: _end(sent, held))


def add_photos(
    *, token: UUID, order: UUID, photos: Sequence[CrewPhoto], made_at: datetime | None, by: User, at: datetime
) -> Settled:
    """Keep photos of how it was found, once by token, for everybody to see. Raises Refused."""
    if not photos:
        raise Refused(NO_PHOTO)
    if len(photos) > rules.PHOTOS_MOST:
        raise Refused(rules.settling.TOO_MANY_PHOTOS, most=rules.PHOTOS_MOST)
    sent = Sent(token, order, Sort.PHOTOS, "", photos, made_at, by, at)
    return receive(sent, Act.PHOTO, lambda held: _show(sent, held))


def _end(sent: Sent, held: Held) -> Settled:
    if held.contribution.publicity in trunk_rules.LOST:
        # What was erased gets no new words: nobody would erase them again.
        sent = replace(sent, said="")
    weight = rules.weigh(
        done=sent.sort is Sort.DONE,
        state=State(held.order.state),
        of_crew=held.of_crew,
        shown=held.contribution.publicity == Publicity.SHOWN,
        status=Status(held.contribution.status),
    )
    if weight is not Weight.NOTE:
        _close(sent, held)
    photos = _attach(sent, held, hidden=weight is not Weight.PUBLIC)
    if weight is Weight.PUBLIC:
        text = sent.said or rules.DONE_SENTENCE
        step = answers.answer_from_work(contribution=held.contribution.pk, text=text, by=sent.by, at=sent.at)
        return Settled(step, photos=photos)
    _note(sent, held, weight)
    return Settled(weight=weight, photos=photos)


def _close(sent: Sent, held: Held) -> None:
    order = held.order
    order.state = State.DONE if sent.sort is Sort.DONE else State.RETURNED
    order.settled_by, order.said = sent.by, sent.said
    order.settled_at = rules.happened_at(sent.made_at, ordered_at=order.ordered_at, received_at=sent.at)
    order.save(update_fields=["state", "settled_by", "settled_at", "said"])
    details: dict[str, str | int | bool] = {"crew": order.crew.name}
    subject = f"contribution:{order.contribution_id}"
    audit.record(actor=sent.by.pk, verb=f"fieldwork.{order.state}", subject=subject, at=sent.at, details=details)


def _show(sent: Sent, held: Held) -> Settled:
    if _shown_before(held.order) + len(held.pictures) > rules.PHOTOS_MOST:
        raise Refused(FULL, most=rules.PHOTOS_MOST)
    in_time = held.order.state in {State.OPEN, State.DONE}
    shown = Weight.PUBLIC if held.contribution.visible else Weight.HIDDEN
    weight = shown if in_time else Weight.NOTE
    photos = _attach(sent, held, hidden=weight is not Weight.PUBLIC)
    if weight is not Weight.PUBLIC:
        _note(sent, held, weight)
    return Settled(weight=weight, photos=photos)


def _shown_before(order: WorkOrder) -> int:
    """Return how many photos of how it was found crews sent for an order; those who reported have their own number."""
    brought = Entry.objects.filter(order=order, sort=Sort.PHOTOS).values_list("photos", flat=True)
    return sum(len(photos) for photos in brought)


def _attach(sent: Sent, held: Held, *, hidden: bool) -> tuple[UUID, ...]:
    """Let the photos belong to the contribution; return them. Of one that is erased nothing is kept."""
    if held.contribution.publicity in trunk_rules.LOST:
        erase_after_commit([name for made, _ in held.pictures for name in made.names])
        return ()
    return tuple(
        attach_photo(held.contribution, made, stage=stage, at=sent.at, hidden=hidden) for made, stage in held.pictures
    )


def _note(sent: Sent, held: Held, weight: Weight) -> None:
    text = SAID[weight].format(crew=held.order.crew.name, sort=SORTS[sent.sort], said=sent.said)
    # Without words nothing follows the colon.
    text = text.strip().removesuffix(":")
    answers.note_from_work(contribution=held.contribution.pk, text=text, by=sent.by, at=sent.at)
