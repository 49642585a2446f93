"""The database of this installation: the one DATABASE_URL names, else our own in the home folder."""

import os
from collections.abc import Generator
from contextlib import contextmanager

from smilecity.ground import env, postgres


@contextmanager
def own_or_named() -> Generator[postgres.Server | None]:
    """Start or join our own PostgreSQL, unless DATABASE_URL names one. Children find it in the environment."""
    if env.text("DATABASE_URL"):
        yield None
        return
    server = postgres.ensure(env.folder("SMILECITY_HOME", "var"))
    os.environ["DATABASE_URL"] = server.url
    try:
        yield server
    finally:
        del os.environ["DATABASE_URL"]
        server.stop()
