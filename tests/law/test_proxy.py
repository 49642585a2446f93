"""Behind the nginx that we hand out: TLS only, visitors are who nginx saw, and nobody asks for our health."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.processes import until
from tests.support.programs import ROOT, free_port
from tests.support.served import Served, served

pytestmark = pytest.mark.django_db(transaction=True)
HOST = "mitreden.example"
_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Front:
    """The two doors of nginx, and what is behind them."""

    plain: int
    secure: int
    server: Served

    def ask(
        self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str]]:
        """Ask through TLS; return status and headers."""
        trusting = ssl._create_unverified_context()  # noqa: S323 -- a certificate of this test's own
        connection = http.client.HTTPSConnection("127.0.0.1", self.secure, timeout=30, context=trusting)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": HOST} | named)
        got = connection.getresponse()
        got.read()
        connection.close()
        return got.status, {name.lower(): value for name, value in got.getheaders()}


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate and its key."""
    key, made = folder / "key.pem", folder / "certificate.pem"
    ask = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
    subprocess.run([*ask, "-keyout", key, "-out", made], capture_output=True, check=True)
    return made, key


def written(folder: Path, front: Front) -> Path:
    """Write our part of nginx with the places of this test, and what an nginx needs around it."""
    made, key = certificate(folder)
    ours = (ROOT / "deploy/nginx/smilecity.conf").read_text()
    for here, there in (
        ("127.0.0.1:8000", f"127.0.0.1:{front.server.port}"),
        ("listen 80;", f"listen 127.0.0.1:{front.plain};"),
        ("listen 443 ", f"listen 127.0.0.1:{front.secure} "),
        (f"/etc/ssl/{HOST}.pem", str(made)),
        (f"/etc/ssl/{HOST}.key", str(key)),
        ("/var/log/nginx/smilecity.error.log", str(folder / "error.log")),
    ):
        assert here in ours
        ours = ours.replace(here, there)
    ours = re.sub(r"listen \[::\]:.*\n", "\n", ours)
    kept = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}daemon off;\npid {folder}/pid;\nevents {{}}\nhttp {{\n{kept}{ours}\n}}\n"
    )
    return folder / "nginx.conf"


@pytest.fixture
def front(tmp_path: Path) -> Generator[Front]:
    """Our server as a site on the internet, and nginx before it."""
    program = shutil.which("nginx", path=_PATH)
    if program is None or shutil.which("openssl") is None:
        pytest.skip("nginx or openssl is not installed (make nginx)")
    public = {"SMILECITY_BASE_URL": f"https://{HOST}", "SMILECITY_HOSTS": HOST, "SMILECITY_PAGES_A_MINUTE": "60"}
    with served(tmp_path, log=None, **public) as server:
        front = Front(free_port(), free_port(), server)
        argv = [program, "-c", str(written(tmp_path, front)), "-e", str(tmp_path / "start.log")]
        nginx = subprocess.Popen(argv)
        try:
            until(lambda: listens(front.secure) or nginx.poll() is not None)
            assert nginx.poll() is None, (tmp_path / "start.log").read_text()
            yield front
        finally:
            nginx.terminate()
            nginx.wait(20)


def listens(port: int) -> bool:
    """Say whether somebody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_site_behind_our_nginx(front: Front) -> None:
    plain = http.client.HTTPConnection("127.0.0.1", front.plain, timeout=30)
    plain.request("GET", "/ideen/?seite=2", headers={"Host": HOST})
    redirect = plain.getresponse()
    assert (redirect.status, redirect.headers["Location"]) == (301, f"https://{HOST}/ideen/?seite=2")
    plain.close()

    status, headers = front.ask("/barriere-melden/")
    assert status == 200
    assert headers["strict-transport-security"].startswith("max-age=")
    assert "secure" in headers["set-cookie"].lower()
    assert len(headers["x-request-id"]) == 32, "the name that nginx gave the request"
    assert [front.ask(path)[0] for path in ("/healthz", "/readyz", "/readyz?all")] == [404] * 3

    large = b"x" * (53 * 1024 * 1024)
    assert front.ask("/barriere-melden/", method="POST", body=large)[0] == 413

    # Who asks so much gets 429, and this machine is never counted: nginx believes nobody who pretends to be elsewhere.
    elsewhere = "192.0.2.7"
    assert {front.ask("/impressum/", X_Forwarded_For=elsewhere)[0] for _ in range(40)} == {200}
    past_it = [front.server.get("/impressum/", X_Forwarded_For=elsewhere, Host=HOST).status for _ in range(40)]
    assert 429 in past_it
