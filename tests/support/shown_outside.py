"""What a crew sees, made in a town for those who look at it: the list, an order, what is over, what is not theirs."""

from dataclasses import dataclass
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from smilecity.ground import clock
from tests.support.outside import Outside, leave
from tests.support.pictures import photo

Pages = dict[str, str]


@dataclass(frozen=True)
class Shown:
    """`session`: the cookie of somebody of a crew; `pages`: what they see by its name."""

    session: str
    pages: Pages


def show() -> Shown:
    """Make a crew with orders of every sort."""
    jo = Outside()
    urgent = jo.order(urgent=True, note="Bitte Absperrgitter mitnehmen. Schlüssel liegt beim Hausmeister.")
    jo.order(east=0.004)
    done, returned = jo.order(east=0.002), jo.order(east=0.003)
    picture = SimpleUploadedFile("IMG.jpg", photo("JPEG", (1600, 1200)), content_type="image/jpeg")
    jo.post(f"/einsatz/{urgent}/", {"token": str(uuid4()), "kind": "photos", "photos": [picture]})
    jo.enters(done, "done", "Das Loch ist verfüllt und gewalzt.", photos=1)
    jo.enters(returned, "returned", "Hier liegt ein Gaszähler darunter.")
    pages = {
        "crew list": "/einsatz/",
        "crew map": "/einsatz/?ansicht=karte",
        "crew order": f"/einsatz/{urgent}/",
        "crew done": f"/einsatz/{done}/",
        "crew returned": f"/einsatz/{returned}/",
        "crew not theirs": f"/einsatz/{uuid4()}/",
    }
    return Shown(jo.client.cookies["sessionid"].value, pages)


def show_nothing() -> Shown:
    """Make a crew without orders."""
    return Shown(Outside().client.cookies["sessionid"].value, {"crew empty": "/einsatz/"})


def show_left() -> Shown:
    """Make somebody who has just left their crew."""
    jo = Outside()
    leave(jo, at=clock.now())
    return Shown(jo.client.cookies["sessionid"].value, {"crew left": "/einsatz/"})
