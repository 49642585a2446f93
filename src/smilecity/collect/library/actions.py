"""What is done to the library: entries are put in, changed, removed, taken into drafts. All of it is audited."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from smilecity.collect.library import rules
from smilecity.collect.library.models import Entry
from smilecity.collect.library.rules import Act, Worded
from smilecity.collect.library.rules.first_set import FIRST_SET
from smilecity.collect.surveys import actions as surveys
from smilecity.collect.surveys import queries
from smilecity.collect.surveys.rules import Question, require_edition
from smilecity.collect.surveys.rules.questionnaire import Questionnaire
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User

GONE = sentence("Diese Frage steht nicht mehr in der Sammlung.")
NO_QUESTION = sentence("Diese Frage gibt es nicht mehr.")
NAME_TAKEN = sentence("So heißt schon eine Frage der Sammlung. Bitte wählen Sie einen anderen Namen.")
NOTHING_CHOSEN = sentence("Bitte kreuzen Sie mindestens eine Frage an.")


@dataclass(frozen=True)
class Put:
    """What came into the library. `left`: the sentences that say what stayed behind."""

    id: UUID
    left: tuple[str, ...]


@transaction.atomic
def put(*, question: UUID, name: str, tags: str, by: User, at: datetime) -> Put:
    """Put a copy of a survey's question into the library. Raises Refused."""
    rules.require(Act.PUT, by.role_set)
    found = queries.question_by_id(question)
    if found is None:
        raise Refused(NO_QUESTION)
    bare, left = rules.alone(found[1])
    return Put(_add(_worded(name, tags, Questionnaire((bare,))), by, at), left)


@transaction.atomic
def add(*, question: Question, name: str, tags: str, by: User, at: datetime) -> UUID:
    """Write a question for the library itself. Raises Refused."""
    rules.require(Act.PUT, by.role_set)
    bare, _left = rules.alone(question)
    return _add(_worded(name, tags, Questionnaire((bare,))), by, at)


def _worded(name: str, tags: str, asked: Questionnaire) -> Worded:
    return Worded(rules.name_of(name), rules.tags_of(tags), asked)


def _add(worded: Worded, by: User, at: datetime) -> UUID:
    _one_at_a_time()
    if Entry.objects.count() >= rules.ENTRIES_MOST:
        raise Refused(rules.FULL, most=rules.ENTRIES_MOST)
    entry = Entry(made_at=at, changed_at=at)
    entry.write(worded)
    _save(entry, new=True)
    _note(by, "library.put", entry.pk, at, name=worded.name)
    return entry.pk


def _one_at_a_time() -> None:
    """Let two who add at once wait for each other, so that the count holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('smilecity.library'))")


def _save(entry: Entry, *, new: bool = False) -> None:
    try:
        with transaction.atomic():
            entry.save(force_insert=new)
    except IntegrityError:
        raise Refused(NAME_TAKEN) from None


def _note(by: User, verb: str, entry: UUID, at: datetime, **details: str | int | bool) -> None:
    audit.record(actor=by.pk, verb=verb, subject=f"library:{entry}", at=at, details=details)


@transaction.atomic
def edit(
    *, entry: UUID, name: str, tags: str, question: Question | None, by: User, at: datetime, seen: str = ""
) -> None:
    """Change an entry; surveys keep the copies they took. Raises Refused.

    `question` None: an entry that asks for features keeps them. `seen`: the edition that whoever writes had before
    them; another one is there now, and nothing is overwritten.
    """
    rules.require(Act.EDIT, by.role_set)
    row = _locked(entry)
    known = row.worded()
    require_edition(seen, known.edition)
    asked = known.asked
    if question is not None and known.question is not None:
        asked = replace(asked, questions=(rules.alone(question)[0],))
    row.write(_worded(name, tags, asked))
    row.changed_at = at
    _save(row)
    _note(by, "library.edit", row.pk, at, name=row.name)


def _locked(entry: UUID) -> Entry:
    row = Entry.objects.select_for_update().filter(pk=entry).first()
    if row is None:
        raise Refused(GONE)
    return row


@transaction.atomic
def remove(*, entry: UUID, by: User, at: datetime) -> None:
    """Remove an entry; surveys keep the copies they took. Raises Refused."""
    rules.require(Act.REMOVE, by.role_set)
    row = _locked(entry)
    name = row.name
    row.delete()
    _note(by, "library.remove", entry, at, name=name)


@transaction.atomic
def take(*, entries: Sequence[UUID], survey: UUID, by: User, at: datetime) -> int:
    """Append copies of these entries to a survey that is not open yet, in this order; return how many. Raises Refused.

    What an entry asks of the person is asked by the survey from now on, beside what it asks already.
    """
    rules.require(Act.TAKE, by.role_set)
    chosen = list(dict.fromkeys(entries))
    if not chosen:
        raise Refused(NOTHING_CHOSEN)
    found = Entry.objects.in_bulk(chosen)
    if len(found) < len(chosen):
        raise Refused(GONE)
    worded = [found[key].worded() for key in chosen]
    questions = rules.numbered([one.question for one in worded if one.question])
    if questions:
        surveys.adopt(survey=survey, asked=Questionnaire(tuple(questions)), by=by, at=at)
    features = {feature for one in worded for feature in one.features}
    if features:
        surveys.ask_features(survey=survey, features=features, by=by, at=at)
    return len(chosen)


@transaction.atomic
def take_first_set(*, by: User, at: datetime) -> int:
    """Put the first set into the library, but for names that are taken; return how many came. Raises Refused."""
    return _add_all(FIRST_SET, by, at)


@transaction.atomic
def take_file(*, asked: Questionnaire, tags: str, by: User, at: datetime) -> int:
    """Put each question into the library, but for names that are taken; return how many came. Raises Refused."""
    named = rules.tags_of(tags)
    bare = (rules.alone(question)[0] for question in asked.questions if rules.name_for(question))
    return _add_all([Worded(rules.name_for(one), named, Questionnaire((one,))) for one in bare], by, at)


def _add_all(every: Iterable[Worded], by: User, at: datetime) -> int:
    rules.require(Act.PUT, by.role_set)
    _one_at_a_time()
    taken = {name.upper() for name in Entry.objects.values_list("name", flat=True)}
    added = 0
    for worded in every:
        if worded.name.upper() not in taken:
            _add(worded, by, at)
            taken.add(worded.name.upper())
            added += 1
    return added
