"""What a journey of an author needs in the town: a signed-in member, their idea, and a moderator who edits it."""

from dataclasses import dataclass
from uuid import UUID

from django.test import Client

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.models import Contribution
from smilecity.ground import clock
from tests.factories import make_resident, make_staff
from tests.factories_contributions import make_call

FASTER = "Eine Schaukel für alle"


@dataclass(frozen=True)
class Written:
    """Something that a member wrote."""

    id: UUID
    number: int

    @property
    def path(self) -> str:
        """Its page."""
        return f"/ideen/{self.number}/"

    def edit_as_moderator(self) -> None:
        """Change the text as somebody else, with the reason that all can read."""
        content, at = Content(title=FASTER, text="Ohne Namen."), clock.now()
        staff = make_staff(at=at)
        actions.edit(contribution=self.id, content=content, revision=1, by=staff, reason="Ein Name", at=at)


def written_by_member(title: str) -> tuple[str, Written]:
    """Have a new member hand in an idea; return the cookie of their session, and what they wrote."""
    at = clock.now()
    user, client = make_resident(at=at), Client()
    client.force_login(user, backend="smilecity.doors.web.backends.SignInBackend")
    draft = actions.begin(call=make_call(at=at, opens_at=at), language="de", at=at)
    actions.write(draft=draft, content={"title": title, "text": "Für Kinder und andere."}, at=at)
    made = actions.submit_as_member(draft=draft, user=user, informed=True, at=at)
    number = Contribution.objects.values_list("number", flat=True).get(pk=made)
    return client.cookies["sessionid"].value, Written(made, number)
