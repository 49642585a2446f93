"""A colleague in the town hall: somebody with roles who is signed in at the desk and has passed the second factor."""

from allauth.mfa.models import Authenticator

from smilecity.doors.visitor import second_factor
from smilecity.people.models import User
from smilecity.people.rules import Role
from tests.factories import make_staff
from tests.support.visitor import Page, Visitor


class Colleague(Visitor):
    """A browser without JavaScript, at the desk."""

    def __init__(self, *roles: Role) -> None:
        super().__init__()
        self.user: User = make_staff(*roles)
        Authenticator.objects.create(user=self.user, type=Authenticator.Type.TOTP, data={"secret": ""})
        self.client.force_login(self.user)
        session = self.client.session
        session[second_factor.SET_UP_HERE] = str(self.user.pk)
        session.save()

    def opens(self, path: str = "") -> Page:
        """Open a page of the desk."""
        return self.get(f"/desk/{path}")

    def sends(self, path: str, **fields: object) -> Page:
        """Send a form of the desk."""
        return self.post(f"/desk/{path}", fields)
