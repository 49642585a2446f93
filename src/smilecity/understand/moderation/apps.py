"""Registers the moderation with Django and with the events it follows."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Reading what residents write, and deciding on it."""

    name = "smilecity.understand.moderation"
    label = "moderation"
    verbose_name = "Moderation"

    def ready(self) -> None:
        """Remember what was shown without having been read."""
        from smilecity.collect.contributions.events import CommentReceived, ContributionReceived, StepTaken
        from smilecity.collect.reports.events import PhotoHidden
        from smilecity.ground.events import subscribe
        from smilecity.understand.moderation import jobs

        subscribe(ContributionReceived, jobs.notice_contribution)
        subscribe(CommentReceived, jobs.notice_comment)
        subscribe(StepTaken, jobs.notice_step)
        subscribe(PhotoHidden, jobs.notice_photo)
        _hold()


def _hold() -> None:
    """Say what is held of people here."""
    from smilecity.people.owndata.registry import hold
    from smilecity.understand.moderation import own_data

    hold(own_data.HOLDING)
