"""Registers the desk with Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk of the staff."""

    name = "smilecity.doors.desk"
    label = "desk"
    verbose_name = "Arbeitsbereich"

    def ready(self) -> None:
        """Listen for second factors being set up."""
        from allauth.mfa.signals import authenticator_added

        from smilecity.doors.visitor.second_factor import note_set_up

        authenticator_added.connect(note_set_up, dispatch_uid="desk.note_set_up")
        _hold()


def _hold() -> None:
    """Say what is held of people here."""
    from smilecity.doors.desk import own_data
    from smilecity.people.owndata.registry import hold

    hold(own_data.HOLDING)
