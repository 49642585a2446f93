"""Each page: SQL statements, CPU milliseconds, and that the statements do not grow when the data doubles."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import world
from smilecity.collect.surveys import queries

REPEATS = 20
_SECRET = re.compile(rb'name="secret" value="([^"]+)"')


@dataclass(frozen=True)
class Cost:
    """What a page costs: SQL statements, and milliseconds of CPU of this process (median)."""

    statements: int
    cpu: float


def cost(ask: Callable[[], HttpResponse], repeats: int = REPEATS) -> Cost:
    """Measure what `ask` costs. The first answer is not counted: it loads templates."""
    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    statements = len(captured)  # now: the log of queries is emptied by the next request
    times = []
    for _ in range(repeats):
        began = time.process_time()
        ask()
        times.append(time.process_time() - began)
    return Cost(statements, sorted(times)[repeats // 2] * 1000)


def reading(slug: str, survey: UUID, at: datetime) -> dict[str, Cost]:
    """Return the cost of the pages that people read."""
    client, base = Client(), f"/umfragen/{slug}/"
    client.post(base)
    return {
        "home": cost(lambda: client.get("/")),
        "survey, first page": cost(lambda: client.get(base)),
        "survey, a question": cost(lambda: client.get(f"{base}frage/2/")),
        "survey, an answer": cost(lambda: client.post(f"{base}frage/2/", {"answers": ["o1", "o2"]})),
        "survey, final submit": _final_submit(slug, survey, at),
    }


def _final_submit(slug: str, survey: UUID, at: datetime) -> Cost:
    seeds = iter(world.seed_drafts(survey, REPEATS + 2, at))

    client = Client()

    def send() -> HttpResponse:
        client.cookies["sessionid"] = next(seeds).session
        return client.post(f"/umfragen/{slug}/pruefen/", {})

    return cost(send)


def whole_poll(slug: str, survey: UUID, at: datetime) -> Cost:
    """Return the cost of all that a member does who answers 13 questions: every GET and POST of the way."""
    questions = queries.questions_of(survey)

    client, base = Client(), f"/umfragen/{slug}/"

    def take_part() -> HttpResponse:
        client.cookies.clear()
        client.post(base)
        for number, question in enumerate(questions, 1):
            client.get(f"{base}frage/{number}/")
            name = "answers" if question.kind == "several" else "answer"
            client.post(f"{base}frage/{number}/", {name: question.options[0].key if question.options else "4"})
        client.post(f"{base}angaben/", {"age_group": "30-44"})
        client.post(f"{base}kontakt/", {"email": f"{time.time_ns()}@beispiel.example"})
        client.get(f"{base}pruefen/")
        return client.post(f"{base}pruefen/", {})

    return cost(take_part, repeats=5)


def result(slug: str) -> Cost:
    """Return the cost of a published result."""
    client = Client()
    return cost(lambda: client.get(f"/umfragen/{slug}/ergebnis/"))
