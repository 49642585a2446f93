"""How long a mail waits after each failure: soon at first, then rarely, for two days. Numbers in, a decision out."""

from datetime import timedelta

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

# 10 s: a hiccup; minutes: a restart; hours: a mail server that needs its people. 28 waits, 46 hours: less than
# the 48 hours in which a participation must be confirmed.
WAITS = (10, 60, 5 * 60, 15 * 60, 30 * 60, 3600, *(2 * 3600,) * 22)


def wait_after(failures: int) -> timedelta | None:
    """Return how long to wait after so many failed tries (from 1); None: give up."""
    return timedelta(seconds=WAITS[failures - 1]) if failures <= len(WAITS) else None


class Patience(BaseRetryStrategy):
    """Tries a mail again, later and later."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Decide after the failure of a job; `job.attempts` counts the failures before this one."""
        wait = wait_after(job.attempts + 1)
        return RetryDecision(retry_in={"seconds": int(wait.total_seconds())}) if wait else None
