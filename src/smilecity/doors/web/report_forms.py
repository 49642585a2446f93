"""What people send from the screens of reporting. In: the fields of a form. Out: what changes, or what is wrong.

Nothing is saved here. Every field is looked at, so that all that is wrong is said at once.
"""

from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from smilecity.collect.contributions import rules
from smilecity.collect.reports import rules as report_rules
from smilecity.collect.reports.queries import CategoryRow
from smilecity.doors.web.refusals import Errors, said
from smilecity.doors.web.report_tree import Tree, attribute_field, sub_field
from smilecity.doors.web.writing_forms import Heard, number
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.register.rules import clean_address

NO_WAY = sentence("Bitte wählen Sie, ob wir Ihnen schreiben sollen.")
MAIL, ACCOUNT, ANONYMOUS = "mail", "account", "anonymous"


def what(post: QueryDict, tree: Tree, *, stays: bool) -> Heard:
    """Read the category, its narrower one where that was chosen, and the words. `stays`: nothing needs to be there."""
    heard, chosen = Heard(), tree.by_code.get(post.get("category", ""))
    if chosen is not None and not chosen.parent:
        narrower = tree.by_code.get(post.get(sub_field(chosen), ""))
        heard.changes["category"] = (narrower if narrower and narrower.parent == chosen.code else chosen).code
    elif not stays:
        heard.errors.append(("category", _(report_rules.NO_CATEGORY)))
    heard.take("text", lambda: _words(post.get("text", "")))
    return heard


def was_told(post: QueryDict, lon: float, lat: float) -> bool:
    """Say whether it was read already who acts at this point."""
    east, _comma, north = post.get("told", "").partition(",")
    return (number(east), number(north)) == (lon, lat)


def _words(raw: str, missing: str = "") -> str:
    """Return what was written: no mere signs, and nothing only where `missing` says nothing. Raises Refused."""
    text = rules.clean_text(raw, rules.TEXT_MOST)
    if not text and missing:
        raise Refused(missing)
    if text and not rules.has_words(text):
        raise Refused(rules.NO_LETTERS)
    return text


def detail(post: QueryDict, tree: Tree, chosen: CategoryRow) -> Heard:
    """Read the narrower category, or what the category asks."""
    narrower = tree.children.get(chosen.code, [])
    if narrower:
        found = tree.by_code.get(post.get("category", ""))
        if found is None or found.parent != chosen.code:
            return Heard(errors=[("category", _(report_rules.NO_CATEGORY))])
        return Heard({"category": found.code})
    heard = _attributes(post, chosen)
    if "text" in post:
        missing = report_rules.NO_TEXT if chosen.text_required else ""
        heard.take("text", lambda: _words(post.get("text", ""), missing))
    return heard


def _attributes(post: QueryDict, chosen: CategoryRow) -> Heard:
    given = {one.code: post.getlist(attribute_field(one)) for one in chosen.attributes}
    read = report_rules.attributes_read(chosen.attributes, given)
    asked = [one for one in chosen.attributes if one.code in read.refused]
    wrong = [(attribute_field(one), _(read.refused[one.code])) for one in asked]
    return Heard({"attributes": dict(read.values)}, wrong)


@dataclass(frozen=True)
class Reached:
    """How a reporter is reached: `way` as chosen (empty: not yet), `address` as typed or clean."""

    way: str = ""
    address: str = ""
    errors: Errors = field(default_factory=list)

    @property
    def anonymous(self) -> bool:
        """Whether nobody is to be reached."""
        return self.way == ANONYMOUS


def reached(post: QueryDict, *, member: bool) -> Reached:
    """Read whether and where the reporter hears of it."""
    way, typed = post.get("how", ""), post.get("email", "")
    if way not in {ACCOUNT if member else MAIL, ANONYMOUS}:
        return Reached("", typed, [("how", _(NO_WAY))])
    if way != MAIL:
        return Reached(way, typed)
    try:
        return Reached(way, clean_address(typed))
    except Refused as refusal:
        return Reached(way, typed, [("email", said(refusal))])
