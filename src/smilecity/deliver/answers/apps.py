"""Registers the answers with Django, with the events they answer, and with the offices they need."""

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    """Binding answers of the offices."""

    name = "smilecity.deliver.answers"
    label = "answers"
    verbose_name = "Antworten"

    def ready(self) -> None:
        """Subscribe, and say which offices still have to answer."""
        from smilecity.city.references import register_need
        from smilecity.collect.contributions.events import ContributionReceived
        from smilecity.deliver.answers import jobs, reading
        from smilecity.deliver.answers.events import BatchBegun
        from smilecity.ground.events import subscribe

        subscribe(ContributionReceived, jobs.assign)
        subscribe(BatchBegun, jobs.work_off)
        register_need(reading.unanswered)
        _hold()


def _hold() -> None:
    """Say what is held of people here."""
    from smilecity.deliver.answers import own_data
    from smilecity.people.owndata.registry import hold

    hold(own_data.HOLDING)
