"""Registers the notices with Django and with the events of the trunk."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Subscriptions, and what is told to whom."""

    name = "smilecity.deliver.notices"
    label = "notices"
    verbose_name = "Benachrichtigungen"

    def ready(self) -> None:
        """Subscribe to what happens on the trunk."""
        from smilecity.collect.contributions.events import (
            CommentReceived,
            CommentShown,
            ContributionReceived,
            StepTaken,
            Supported,
        )
        from smilecity.deliver.notices import jobs
        from smilecity.ground.events import subscribe

        subscribe(ContributionReceived, jobs.welcome_author)
        subscribe(Supported, jobs.welcome_supporter)
        subscribe(CommentReceived, jobs.welcome_commenter)
        subscribe(StepTaken, jobs.tell_step)
        subscribe(CommentShown, jobs.tell_comment)
        _hold()


def _hold() -> None:
    """Say what is held of people here."""
    from smilecity.deliver.notices import own_data
    from smilecity.people.owndata.registry import hold

    hold(own_data.HOLDING)
