"""What goes wrong behind the door, told apart. In: an exception. Out: what the client reads, and what our log says.

No text of the database reaches either: it quotes values.
"""

import logging
import traceback

from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError

from smilecity.doors.api.sensorthings.messages import CHALLENGE, Refusal, Reply, Unavailable, problem
from smilecity.sense.things.rules.problems import Problem

_CANCELLED, _LOCKED = "57014", "55P03"
_log = logging.getLogger(__name__)


def reply_to(error: Exception) -> Reply:
    """Return the answer to a request that failed so."""
    if isinstance(error, Refusal):
        return problem(error.status, error.message, error.headers)
    if isinstance(error, Problem):
        return problem(error.status, str(error), CHALLENGE if error.status == 401 else ())
    if refusal := _of_the_database(error):
        return problem(refusal.status, refusal.message, refusal.headers)
    _log.error("a request failed: %s", describe(error))
    return problem(500, "Something went wrong on our side. It has been noted.")


def _of_the_database(error: Exception) -> Refusal | None:
    if is_timeout(error):
        return Unavailable(
            "The answer took too long to compute and was stopped. Please ask for less: a narrower $filter, fewer "
            "levels of $expand, no $count.",
            seconds=10,
        )
    if isinstance(error, OperationalError | InterfaceError):
        _log.warning("the database did not answer: %s", describe(error))
        return Unavailable("The database does not answer just now. Please try again in a moment.")
    if isinstance(error, DataError):
        return Refusal(400, "A value in this request is out of the range that can be stored or compared.")
    if isinstance(error, IntegrityError):
        return Refusal(409, "Somebody else changed the same entities at the same moment. Please look and try again.")
    return None


def is_timeout(error: Exception) -> bool:
    """Say whether the database stopped a statement because it took too long or waited too long."""
    return isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", None) in {_CANCELLED, _LOCKED}


def describe(error: Exception) -> str:
    """Name an error and where it came from, without its words."""
    code = getattr(error.__cause__, "sqlstate", None)
    where = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__name__}{f' ({code})' if code else ''}\n{where}"
