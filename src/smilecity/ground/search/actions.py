"""What is done to the index: brought up to date with what rooms say, read anew as a whole, its words learned.

A room calls `changed` at the end of its own transaction, so that what is hidden leaves the index with the same commit.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from smilecity.ground.search import sources
from smilecity.ground.search.models import Document
from smilecity.ground.search.rules import Findable, folded, originals
from smilecity.ground.text import Texts

BATCH = 200
# PostgreSQL keeps at most a megabyte of words for one document; what stands beyond this is shown, but not searched.
_BODY_MOST = 100_000
_ENGLISH = "en"

# Whoever reads a thing while another hides it waits here, and then finds it hidden. Sorted: nobody waits in a circle.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('smilecity.search.' || %s), hashtext(k)) FROM unnest(%s::text[]) k"
# Each word as it is, so that all of them find; beside it its stem in the language of the text.
_PUT = """
WITH given AS (
    SELECT * FROM jsonb_to_recordset(%s::jsonb) AS g (
        key text, kind text, at timestamptz, texts jsonb, facts jsonb, marks text[],
        de_a text, de_b text, de_d text, en_a text, en_b text, en_d text
    )
), put AS (
    INSERT INTO search_document AS d (source, key, kind, at, texts, facts, marks, words)
    SELECT %s, key, kind, at, texts, facts, marks,
        setweight(
            to_tsvector('simple', de_a || ' ' || en_a) || to_tsvector('german', de_a) || to_tsvector('english', en_a),
            'A'
        ) || setweight(
            to_tsvector('simple', de_b || ' ' || en_b) || to_tsvector('german', de_b) || to_tsvector('english', en_b),
            'B'
        ) || to_tsvector('simple', de_d || ' ' || en_d) || to_tsvector('german', de_d) || to_tsvector('english', en_d)
    FROM given
    ON CONFLICT (source, key) DO UPDATE SET
        kind = excluded.kind, at = excluded.at, texts = excluded.texts, facts = excluded.facts, marks = excluded.marks,
        words = excluded.words
    WHERE (d.kind, d.at, d.texts, d.facts, d.marks, d.words)
        IS DISTINCT FROM (excluded.kind, excluded.at, excluded.texts, excluded.facts, excluded.marks, excluded.words)
    RETURNING id
)
INSERT INTO search_unread (document_id) SELECT id FROM put ON CONFLICT DO NOTHING
"""
_TAKE_OUT = """
WITH gone AS (SELECT id FROM search_document WHERE source = %s AND key = ANY (%s)),
unread AS (DELETE FROM search_unread WHERE document_id IN (SELECT id FROM gone))
DELETE FROM search_document WHERE id IN (SELECT id FROM gone)
"""


@transaction.atomic
def changed(source: str, keys: Iterable[object]) -> None:
    """Bring the index up to date with these things of a source, shown or hidden. 3 SQL and what the source asks."""
    wanted = sorted({str(key) for key in keys})
    if not wanted:
        return
    _run(_LOCK, source, wanted)
    found = {each.key: each for each in sources.named(source).read(wanted)}
    if found:
        _run(_PUT, json.dumps([_row(each) for each in found.values()], cls=DjangoJSONEncoder), source)
    missing = [key for key in wanted if key not in found]
    if missing:
        _run(_TAKE_OUT, source, missing)


@transaction.atomic
def gone(source: str, keys: Iterable[object]) -> None:
    """Take these things of a source out of the index, which are deleted. 2 SQL."""
    wanted = sorted({str(key) for key in keys})
    _run(_LOCK, source, wanted)
    _run(_TAKE_OUT, source, wanted)


@transaction.atomic
def refresh(source: str) -> None:
    """Bring a small source up to date as a whole, within the running transaction."""
    there = set(Document.objects.filter(source=source).values_list("key", flat=True))
    changed(source, there | {each.key for each in sources.named(source).read(None)})


@transaction.atomic
def marked(source: str, marks: Iterable[str], *, also: Iterable[object] = ()) -> None:
    """Bring up to date what shows texts that bear these marks, and `also` these things. 1 SQL more than `changed`."""
    bearing = Document.objects.filter(source=source, marks__overlap=sorted(set(marks))).values_list("key", flat=True)
    changed(source, {*bearing, *(str(key) for key in also)})


def _run(statement: str, *params: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)


def _row(thing: Findable) -> dict[str, object]:
    return {
        "key": thing.key,
        "kind": thing.kind,
        "at": thing.at,
        "texts": _by_language(thing),
        "facts": dict(thing.facts),
        "marks": list(thing.marks),
        **_words("a", thing.title, thing.words),
        **_words("b", thing.lead),
        **_words("d", thing.body),
    }


def _by_language(thing: Findable) -> dict[str, dict[str, str]]:
    parts = {"title": thing.title, "lead": thing.lead, "body": thing.body, "words": thing.words}
    languages = sorted({language for texts in parts.values() for language, text in texts.items() if text.strip()})
    return {
        language: {name: texts[language] for name, texts in parts.items() if texts.get(language, "").strip()}
        for language in languages
    }


def _words(rank: str, *parts: Texts) -> dict[str, str]:
    """Return the folded words of texts of one rank, English apart: everything else here is German."""
    english = " ".join(texts.get(_ENGLISH, "") for texts in parts)
    others = " ".join(text for texts in parts for language, text in texts.items() if language != _ENGLISH)
    return {f"de_{rank}": folded(others)[:_BODY_MOST], f"en_{rank}": folded(english)[:_BODY_MOST]}


# --- everything anew -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rebuilt:
    """How far a source has been read: things so far, and what was taken out at its end."""

    source: str
    things: int
    removed: int = 0
    done: bool = False


def rebuild(names: Collection[str] = ()) -> Iterator[Rebuilt]:
    """Read sources anew (none named: all), batch by batch, and yield how far it is; searches go on meanwhile."""
    for name in sources.names():
        if not names or name in names:
            yield from _rebuild(name)


def _rebuild(name: str) -> Iterator[Rebuilt]:
    count = 0
    for keys in _batches(each.key for each in sources.named(name).read(None)):
        changed(name, keys)
        count += len(keys)
        yield Rebuilt(name, count)
    yield Rebuilt(name, count, removed=_take_out_stale(name), done=True)


def _take_out_stale(name: str) -> int:
    """Take out what a source no longer offers: each is asked for anew, so nothing is lost that came meanwhile."""
    there = set(Document.objects.filter(source=name).values_list("key", flat=True))
    offered = {each.key for each in sources.named(name).read(None)}
    stale = sorted(there - offered)
    for start in range(0, len(stale), BATCH):
        changed(name, stale[start : start + BATCH])
    return len(stale)


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(keys)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def forget_sources() -> int:
    """Take out what came from sources that nobody offers any more; return how much."""
    return _run(
        "WITH gone AS (SELECT id FROM search_document WHERE NOT source = ANY (%s)), "
        "unread AS (DELETE FROM search_unread WHERE document_id IN (SELECT id FROM gone)) "
        "DELETE FROM search_document WHERE id IN (SELECT id FROM gone)",
        sources.names(),
    )


# --- words -----------------------------------------------------------------------------------------------------------

_TAKE = """
DELETE FROM search_unread WHERE document_id IN (
    SELECT document_id FROM search_unread ORDER BY document_id LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING document_id
"""
_LEARN = """
INSERT INTO search_word (word, shown) SELECT * FROM unnest(%s::text[], %s::text[])
ON CONFLICT (word) DO NOTHING
"""
# A word that no document has is not offered; here it goes.
_FORGET = """
DELETE FROM search_word w WHERE NOT EXISTS (
    SELECT FROM search_document d WHERE d.words @@ to_tsquery('simple', w.word)
)
"""


@transaction.atomic
def learn(*, most: int = BATCH) -> int:
    """Read the words of documents that are new or changed; return of how many. 3 SQL.

    Apart from `changed`: two that write new things at once would wait for each other's words.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [most])
        taken = [row[0] for row in cursor.fetchall()]
    words: dict[str, str] = {}
    for texts in Document.objects.filter(pk__in=taken).order_by("pk").values_list("texts", flat=True):
        words = _read(texts) | words
    known = sorted(words.items())
    if known:
        _run(_LEARN, [word for word, _ in known], [shown[:120] for _, shown in known])
    return len(taken)


def _read(texts: dict[str, dict[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for parts in texts.values():
        for text in parts.values():
            found = originals(text[:_BODY_MOST]) | found
    return found


def forget_words() -> int:
    """Forget words that no document has any more; return how many."""
    return _run(_FORGET)
