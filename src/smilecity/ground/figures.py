"""What this process counts for those who operate it, by the names Prometheus knows. No label says who somebody is.

Several processes of one server count together where the variable PROMETHEUS_MULTIPROC_DIR stands before this module
is read (see config/exposition).
"""

from prometheus_client import Counter, Histogram

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

requests = Histogram(
    "smilecity_request_seconds",
    "Time until a request was answered, by the name of its route.",
    ["route", "method", "status"],
    buckets=_SECONDS,
)
refused = Counter("smilecity_requests_refused", "Requests answered with 429 because too many came from one address.")
sql = Histogram(
    "smilecity_sql_seconds",
    "Time of a statement in the database.",
    ["verb"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0),
)
observations = Counter("smilecity_observations_recorded", "Observations stored, by the way they came.", ["door"])
batches = Histogram(
    "smilecity_committer_batch_size",
    "Observations stored in one transaction, by the way they came.",
    ["door"],
    buckets=(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000),
)
mails = Counter("smilecity_mails_sent", "Mails handed over to the mail server.")


def note_recorded(door: str, number: int) -> None:
    """Count one transaction of observations that has come through."""
    observations.labels(door).inc(number)
    batches.labels(door).observe(number)
