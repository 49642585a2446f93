"""A client of others, georeport from PyPI, follows a request that a program has sent to a running server.

georeport reads only; what is sent goes as any program sends a form.
"""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import requests
from georeport import GeoReport
from pytest_django import DjangoDbBlocker

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Publicity, Status
from smilecity.collect.reports.actions import develop_photo, stranded_photos
from smilecity.ground import clock
from tests.factories import make_staff
from tests.factories_contributions import LAT, LON
from tests.factories_open311 import JURISDICTION, make_city, make_key
from tests.support.database import one_more_database
from tests.support.open311 import ROOT
from tests.support.pictures import drawn, saved
from tests.support.programs import HOME, database_url
from tests.support.served import served
from tests.support.town import Town

HOLE = {"service_code": "sperrmuell", "lat": str(LAT), "long": str(LON), "attribute[art]": "sofa"}


@dataclass(frozen=True)
class Endpoint:
    """A running server, a key for it, and its database."""

    root: str
    key: str
    town: Town

    def client(self, form: str) -> GeoReport:
        """Return the client, set up as its documentation says."""
        return GeoReport(self.root, jurisdiction=JURISDICTION, output_format=form)

    def send(self, description: str) -> str:
        """Send a request with a photo; return its number."""
        photo = {"media": ("sofa.jpg", saved(drawn(), "JPEG"), "image/jpeg")}
        fields = HOLE | {"api_key": self.key, "jurisdiction_id": JURISDICTION, "description": description}
        answer = requests.post(f"{self.root}/requests.json", fields, files=photo, timeout=30)
        assert answer.status_code == 200, answer.text
        return str(answer.json()[0]["service_request_id"])


@pytest.fixture(scope="module")
def endpoint(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Endpoint]:
    folder = tmp_path_factory.mktemp("open311")
    with django_db_blocker.unblock(), one_more_database("open311", worker_id) as name:
        town = Town(name, django_db_blocker, HOME)
        key = town.do(_found)
        with served(folder, DATABASE_URL=database_url(name), SMILECITY_OPEN311_JURISDICTION=JURISDICTION) as server:
            yield Endpoint(f"http://127.0.0.1:{server.port}{ROOT}", key, town)


def _found() -> str:
    make_city()
    return make_key(at=clock.now())


def act(number: str, what: Callable[[Contribution], None]) -> Callable[[], None]:
    return lambda: what(Contribution.objects.get(number=int(number)))


def develop(endpoint: Endpoint) -> None:
    """Do what the worker would do with the photos that the server took in."""

    def act() -> None:
        for photo in stranded_photos(before=clock.now()):
            develop_photo(photo=photo, at=clock.now())

    endpoint.town.do(act)


def show(row: Contribution) -> None:
    at = clock.now()
    trunk.set_publicity(contribution=row.pk, publicity=Publicity.SHOWN, by=make_staff(at=at), at=at)


def finish(row: Contribution) -> None:
    Contribution.objects.filter(pk=row.pk).update(status=Status.DONE, changed_at=clock.now())


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_request_is_created_and_followed_until_it_is_closed(endpoint: Endpoint, form: str) -> None:
    client = endpoint.client(form)
    services = {each["service_code"]: each for each in client.get_service_list()}
    assert services["sperrmuell"]["service_name"] == "Sperrmüll"
    definition = client.get_service_definition("sperrmuell")
    assert definition["service_code"] == "sperrmuell"

    number = endpoint.send(f"Ein Sofa am Hafen ({form}).")
    waiting = client.get_service_request(number)
    assert (waiting["service_request_id"], waiting["status"]) == (number, "open")
    assert "description" not in waiting

    develop(endpoint)
    endpoint.town.do(act(number, show))
    shown = client.get_service_request(number)
    assert shown["description"] == f"Ein Sofa am Hafen ({form})."
    address = endpoint.root.removesuffix(ROOT) + urlsplit(shown["media_url"]).path
    photo = requests.get(address, timeout=30)
    assert photo.headers["Content-Type"] == "image/webp"

    endpoint.town.do(act(number, finish))
    assert client.get_service_request(number)["status"] == "closed"
    listed = client.get_service_requests(service_request_id=number)
    assert (listed if isinstance(listed, dict) else listed[0])["service_request_id"] == number
    found = client.get_service_requests(service_code="sperrmuell", status="closed")
    assert number in repr(found)


def test_the_client_hears_of_errors_by_their_status(endpoint: Endpoint) -> None:
    elsewhere = GeoReport(endpoint.root, jurisdiction="koeln.de")
    with pytest.raises(requests.HTTPError, match="404"):
        elsewhere.get_service_list()
    with pytest.raises(requests.HTTPError, match="404"):
        endpoint.client("json").get_service_request(str(UUID(int=0)))
    with pytest.raises(requests.HTTPError, match="400"):
        endpoint.client("xml").get_service_requests(status="halb")


def test_twenty_that_send_the_same_at_once_make_one_request(endpoint: Endpoint) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(endpoint.send, ["Derselbe Sessel am Strand."] * 20))
    assert len(numbers) == 1
