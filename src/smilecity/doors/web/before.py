"""What is said before the first question of a process, and asked: how old somebody is, what they agree to.

In: the sort and key of a process. Out: prepared values. A guest is asked for each act anew, since the next one at this
device is somebody else; a member only once, until they sign out: what the session remembers names the member.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.doors.web.refusals import Errors
from smilecity.ground import clock
from smilecity.ground.text import FALLBACK, pick
from smilecity.people.privacy import actions, queries, rules
from smilecity.people.privacy.rules import Notice, Point, Sort

_AGREED = "agreed"
AGE, CONSENT = "alter", "einwilligung"


@dataclass(frozen=True)
class Before:
    """The notice of one process, as the city words it. `kept`: how long the program keeps what one says here."""

    sort: Sort
    subject: str
    notice: Notice
    kept: str = ""

    @property
    def asks(self) -> bool:
        """Whether something has to be ticked before the first question."""
        return bool(self.notice.minimum_age or self.notice.consent)

    def values(self, ticked: Mapping[str, str] | None = None) -> dict[str, object]:
        """Return what web/components/before.html and privacy_notice.html take. 1 SQL."""
        given, age = ticked or {}, self.notice.minimum_age
        return {
            "notice": rows(self.sort, self.notice, self.kept),
            "age_text": _("Ich bin mindestens {age} Jahre alt.").format(age=age) if age else "",
            "age_ticked": bool(given.get(AGE)),
            "consent_text": pick(self.notice.consent, get_language() or "de"),
            "consent_ticked": bool(given.get(CONSENT)),
        }

    def shown(self, request: HttpRequest, *, goes_on: bool = False) -> dict[str, object]:
        """Return what the form of a process shows: the notice, and what has to be ticked and was not yet. 1 SQL.

        `goes_on`: with a draft that is there, and before which it was ticked.
        """
        asked_before = goes_on or self.agreed(request) is not None
        return self.values(request.POST) | ({"age_text": "", "consent_text": ""} if asked_before else {})

    def heard(self, request: HttpRequest) -> Errors:
        """Return what has not been ticked in a form that was sent, neither now nor by this member before."""
        sent = request.method == "POST"
        return self.lacking(request.POST) if sent and self.agreed(request) is None else []

    def lacking(self, ticked: Mapping[str, str]) -> Errors:
        """Return what has not been ticked, in words."""
        wrong: Errors = []
        if self.notice.minimum_age and not ticked.get(AGE):
            old_enough = _("Mitmachen können Menschen ab {age} Jahren. Bitte kreuzen Sie an, dass Sie so alt sind.")
            wrong.append((AGE, old_enough.format(age=self.notice.minimum_age)))
        if self.notice.consent and not ticked.get(CONSENT):
            wrong.append((CONSENT, _("Ohne Ihre Einwilligung geht es nicht weiter. Bitte kreuzen Sie an.")))
        return wrong

    def consents(self, request: HttpRequest) -> list[UUID]:
        """Return the texts that were agreed to, now or before, and do not ask this member again."""
        known = self.agreed(request)
        if known is not None:
            return known
        return self.agree(request) if _who(request) else self._texts()

    def agree(self, request: HttpRequest) -> list[UUID]:
        """Have the session know who has ticked everything; return the texts that were agreed to."""
        texts = self._texts()
        agreed = {"who": _who(request), "asked": self._asked(), "texts": [str(text) for text in texts]}
        request.session[_AGREED] = request.session.get(_AGREED, {}) | {self.subject: agreed}
        return texts

    def _texts(self) -> list[UUID]:
        if not self.notice.consent:
            return []
        return [actions.version_of(subject=self.subject, text=self.notice.consent, at=clock.now())]

    def agreed(self, request: HttpRequest) -> list[UUID] | None:
        """Return the texts that this member has agreed to; None: they have to be asked, as a guest always has."""
        if not self.asks:
            return []
        return self.agreed_at_the_door(request) if _who(request) else None

    def agreed_at_the_door(self, request: HttpRequest) -> list[UUID] | None:
        """Return the texts that were agreed to on a page before the first screen; None: that page has to ask."""
        if not self.asks:
            return []
        kept = request.session.get(_AGREED, {}).get(self.subject)
        # Whoever agreed to other words, or to another age, has not agreed to these; nor has anybody else.
        if not isinstance(kept, dict) or (kept.get("who"), kept["asked"]) != (_who(request), self._asked()):
            return None
        return [UUID(text) for text in kept["texts"]]

    def use(self, request: HttpRequest) -> list[UUID]:
        """Return what was agreed to at the door, for what begins now; a guest's is used up by it."""
        texts = self.agreed_at_the_door(request) or []
        known = request.session.get(_AGREED, {})
        if not _who(request) and known.pop(self.subject, None):
            request.session[_AGREED] = known
        return texts

    def _asked(self) -> str:
        said = [self.notice.minimum_age, sorted(self.notice.consent.items())]
        return sha256(json.dumps(said).encode()).hexdigest()


def _who(request: HttpRequest) -> str:
    """Return the id of who is signed in; empty for a guest, who may be anybody."""
    return str(request.user.pk) if request.user.is_authenticated else ""


def before(sort: Sort, key: object = "", *, kept: str = "") -> Before:
    """Return what is said before a process. 1 SQL."""
    subject = rules.subject_of(sort, key)
    return Before(sort, subject, queries.notice(subject), kept)


def rows(sort: Sort, notice: Notice, kept: str = "") -> list[tuple[str, str]]:
    """Return the points of a notice: in the city's words, in those of its profile, or as they come with the program.

    What the program keeps is said whatever the city's words are: nobody can word a longer term.
    """
    profile, language = city.profile(), get_language() or "de"
    found = []
    for point in Point:
        text = pick(notice.points.get(point, {}), language)
        if not text and point in rules.FROM_PROFILE:
            text = pick({FALLBACK: getattr(profile, rules.FROM_PROFILE[point])}, language)
        default = rules.DEFAULTS[sort].get(point, "")
        text = text or (_(default) if default else "")
        if text:
            found.append((_(rules.LABELS[point]), text))
        if point is Point.RETENTION and kept:
            found.append((_("Einzelne Antworten"), kept))
    return found


def profile_consent(subject: str) -> UUID:
    """Return the version of the text beside voluntary features."""
    text = {"de": rules.CONSENT_TO_PROFILE}
    return actions.version_of(subject=f"{subject}:profile", text=text, at=clock.now())
