"""Where the broker is and who we are there. In: the settings of the environment. Out: one dataclass. No Django."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_PORTS = {"mqtt": 1883, "mqtts": 8883}
_VERSIONS = {"": 5, "version=5": 5, "version=3.1.1": 4}
EXPECTED = "mqtt:// or mqtts:// and then user:password@host:port"


class WrongBroker(ValueError):
    """The address of the broker cannot be used; the message never holds the password."""


@dataclass(frozen=True, kw_only=True)
class Broker:
    """A broker as we reach it. `version` is the protocol level: 5, or 4 for 3.1.1."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = field(default="", repr=False)
    version: int = 5
    ca: str = ""
    certificate: str = ""
    key: str = ""


def read_broker(url: str, *, ca: str = "", certificate: str = "", key: str = "") -> Broker:
    """Return the broker at this address. Raises WrongBroker."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise WrongBroker(f"expected {EXPECTED}") from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.path not in {"", "/"}:
        raise WrongBroker(f"expected {EXPECTED}")
    if parts.query not in _VERSIONS:
        raise WrongBroker("behind ? only version=5 or version=3.1.1 is known")
    if bool(certificate) != bool(key):
        raise WrongBroker("a client certificate needs both MQTT_CERT and MQTT_KEY")
    if (ca or certificate) and parts.scheme != "mqtts":
        raise WrongBroker("certificates need an address that begins with mqtts://")
    return Broker(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        tls=parts.scheme == "mqtts",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        version=_VERSIONS[parts.query],
        ca=ca,
        certificate=certificate,
        key=key,
    )
