"""DATABASE_URL. In: the text of the variable. Out: an entry for Django's DATABASES; a wrong one fails by name."""

from typing import Any, TypedDict

import psycopg
from psycopg.conninfo import conninfo_to_dict

_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


class WrongUrl(ValueError):
    """DATABASE_URL cannot be used; the message says why, without the password."""

    def __init__(self, why: str) -> None:
        super().__init__(f"DATABASE_URL: {why}")


class DatabaseEntry(TypedDict):
    """An entry of Django's DATABASES."""

    ENGINE: str
    NAME: str
    USER: str
    PASSWORD: str
    HOST: str
    PORT: str
    OPTIONS: dict[str, Any]


def parse_url(url: str) -> DatabaseEntry:
    """Read a libpq URL (TCP or `?host=/socket/folder`, sslmode and other options of libpq). Raises WrongUrl."""
    if not url.strip():
        raise WrongUrl("is not set; expected postgresql://user:password@host:port/database")
    if not url.startswith(("postgresql://", "postgres://")):
        raise WrongUrl("must begin with postgresql:// or postgres://")
    parts = _parts(url)
    if not parts.get("dbname"):
        raise WrongUrl("names no database (expected .../database)")
    _check_port(parts.get("port", ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": _options(parts),
    }


def _parts(url: str) -> dict[str, str]:
    try:
        return {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.ProgrammingError as error:
        # Only this message of libpq is free of values, which may be (a part of) the password.
        unknown = "invalid URI query parameter" in str(error)
        raise WrongUrl(str(error).strip() if unknown else "is not a valid URL of PostgreSQL") from None


def _check_port(ports: str) -> None:
    for port in filter(None, ports.split(",")):
        if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
            raise WrongUrl("the port is no number from 1 to 65535 (is a / or @ in the password not percent-encoded?)")


def _options(parts: dict[str, str]) -> dict[str, Any]:
    if parts.get("sslmode", "prefer") not in _SSL_MODES:
        raise WrongUrl(f"sslmode must be one of {', '.join(_SSL_MODES)}")
    timeout = parts.get("connect_timeout")
    if timeout is None:
        return {**parts}
    if not (timeout.isascii() and timeout.isdigit()):
        raise WrongUrl("connect_timeout must be a whole number of seconds")
    return {**parts, "connect_timeout": int(timeout)}
