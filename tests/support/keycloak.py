"""A real Keycloak with a realm of ours, from the unpacked folder of its distribution; it keeps nothing when it ends."""

import json
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.support.processes import until
from tests.support.programs import answer, free_port, running

PASSWORD = "wind-wasser-werft-2026"
SECRET = "only-for-this-test"


def unpacked() -> Path | None:
    """Return the folder that SMILECITY_KEYCLOAK names."""
    named = os.environ.get("SMILECITY_KEYCLOAK")
    return Path(named) if named else None


@contextmanager
def keycloak(folder: Path, home: Path, *, site: str) -> Generator[str]:
    """Run it for a site at this address; yields the address of the realm.

    It calls itself localhost and is asked at 127.0.0.1: to a browser this is another site, as in a town hall.
    """
    own = home / "keycloak"
    # A copy, for it writes into its own folder, and takes realms from there.
    shutil.copytree(folder, own, ignore=shutil.ignore_patterns("data"))
    (own / "data" / "import").mkdir(parents=True)
    (own / "data" / "import" / "stadt-realm.json").write_text(json.dumps(_realm(site)))
    port = free_port()
    where = ["--http-host=127.0.0.1", f"--http-port={port}", f"--hostname=http://localhost:{port}"]
    argv = [str(own / "bin" / "kc.sh"), "start-dev", "--db=dev-mem", *where, "--import-realm"]
    realm = f"http://127.0.0.1:{port}/realms/stadt"
    with running(argv, output=home / "keycloak.log", JAVA_OPTS_KC_HEAP="-Xmx512m") as process:
        until(lambda: answer(f"{realm}/.well-known/openid-configuration") == 200 or process.poll() is not None, 300)
        assert process.poll() is None, home / "keycloak.log"
        yield realm
    shutil.rmtree(own)


def _realm(site: str) -> dict[str, object]:
    """Return the realm as docs/operations/sign-in.md asks for it."""
    client = {
        "clientId": "smilecity",
        "secret": SECRET,
        "publicClient": False,
        "standardFlowEnabled": True,
        "directAccessGrantsEnabled": False,
        "redirectUris": [f"{site}/konto/oidc/oidc/login/callback/"],
    }
    users = [_user("anna", verified=True), _user("berta", verified=True), _user("otto", verified=False)]
    speaks = {"internationalizationEnabled": True, "supportedLocales": ["de", "en"], "defaultLocale": "de"}
    return {"realm": "stadt", "enabled": True, "sslRequired": "none", **speaks, "clients": [client], "users": users}


def _user(name: str, *, verified: bool) -> dict[str, object]:
    return {
        "username": name,
        "email": f"{name}@example.org",
        "emailVerified": verified,
        "firstName": name.title(),
        "lastName": "Muster",
        "enabled": True,
        "credentials": [{"type": "password", "value": PASSWORD}],
    }
