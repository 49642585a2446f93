"""The landing page: the entity sets, what of the standard is kept (18-088, clause 9.2.1), where MQTT listens."""

import json
from functools import cache

from django.conf import settings

from smilecity.doors.api.sensorthings.addresses import ROOT
from smilecity.sense.things.rules.schema import Kind

REQUIREMENTS = "http://www.opengis.net/spec/iot_sensing/1.1/req/"
_ENTITIES = (
    "thing",
    "location",
    "historical-location",
    "datastream",
    "sensor",
    "observed-property",
    "observation",
    "feature-of-interest",
)
_REQUESTS = (
    "order",
    "expand",
    "select",
    "status-code",
    "query-status-code",
    "orderby",
    "top",
    "skip",
    "count",
    "filter",
    "built-in-filter-operations",
    "built-in-query-functions",
    "pagination",
)
_WRITES = (
    "create-entity",
    "link-to-existing-entities",
    "deep-insert",
    "deep-insert-status-code",
    "update-entity",
    "update-entity-put",
    "update-entity-jsonpatch",
    "delete-entity",
    "historical-location-auto-creation",
)
_CREATING_BY_MQTT = "create-observations-via-mqtt/observations-creation"
_UPDATES_BY_MQTT = "receive-updates-via-mqtt/receive-updates"
HTTP = (
    *(f"datamodel/{entity}/{part}" for entity in _ENTITIES for part in ("properties", "relations")),
    "datamodel/entity-control-information/common-control-information",
    "resource-path/resource-path-to-entities",
    *(f"request-data/{part}" for part in _REQUESTS),
    *(f"create-update-delete/{part}" for part in _WRITES),
    "batch-request/batch-request",
    *(f"multi-datastream/{part}" for part in ("properties", "relations", "constraints")),
    "data-array/data-array",
)
MQTT = (_CREATING_BY_MQTT, _UPDATES_BY_MQTT)


def conformance() -> list[str]:
    """Return the addresses of the requirements that are kept; those of MQTT where there is a broker."""
    return [REQUIREMENTS + part for part in (*HTTP, *(MQTT if _broker() else ()))]


def _broker() -> str:
    """Return where others reach the broker; empty: they do not."""
    broker = settings.MQTT_BROKER
    if broker is None or settings.MQTT_PUBLIC_URL:
        return settings.MQTT_PUBLIC_URL if broker else ""
    return f"{'mqtts' if broker.tls else 'mqtt'}://{broker.host}:{broker.port}"


@cache
def page() -> bytes:
    """Return the page; it is the same for everybody as long as the server runs."""
    server: dict[str, object] = {"conformance": conformance()}
    server[REQUIREMENTS + "batch-request/batch-request"] = {"endpoints": [f"{ROOT}/$batch"]}
    server[REQUIREMENTS + "data-array/data-array"] = {"endpoints": [f"{ROOT}/CreateObservations"]}
    if broker := _broker():
        server |= {REQUIREMENTS + part: {"endpoints": [broker]} for part in MQTT}
    value = [{"name": kind.value, "url": f"{ROOT}/{kind}"} for kind in Kind]
    return json.dumps({"value": value, "serverSettings": server}).encode()
