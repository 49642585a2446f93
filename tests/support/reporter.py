"""Somebody who reports what is broken, and the small tree of categories from which they choose."""

from smilecity.collect.reports.rules import Attribute, AttributeKind
from tests.factories_contributions import LAT, LON
from tests.factories_reports import make_category

HOLE: dict[str, object] = {"category": "strasse", "category-strasse": "schlagloch", "text": "Tief, seit Montag."}
HERE: dict[str, object] = {"lon": str(LON), "lat": str(LAT), "place": "Vor Haus 4"}


def make_tree() -> None:
    """Make roads with two below, lamps that ask a question, trees that need words, trains of others."""
    make_category("strasse", title={"de": "Straße und Weg"}, icon="road", position=1, hint={"de": "Schäden"})
    make_category("schlagloch", parent="strasse", title={"de": "Schlagloch"}, position=1)
    make_category("gehweg", parent="strasse", title={"de": "Gehweg kaputt"}, position=2)
    make_category("laterne", title={"de": "Laterne dunkel"}, icon="lamp", position=2, attributes=[mast()])
    make_category("baum", title={"de": "Baum und Grün"}, icon="tree", position=3, text_required=True)
    instead = {"de": "Dafür ist die Bahn zuständig: https://www.bahnhof.de"}
    make_category("bahnhof", title={"de": "Bahnhof"}, icon="sign", position=4, handled=False, instead=instead)


def mast() -> Attribute:
    """Return the question for the number on a lamp."""
    return Attribute("mast", AttributeKind.STRING, {"de": "Welche Nummer steht am Mast?"}, required=True)
