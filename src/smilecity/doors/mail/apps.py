"""Registers the mail door with Django and with the events it answers."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Mail: the outbox and the mails that answer an event."""

    name = "smilecity.doors.mail"
    label = "mail"
    verbose_name = "E-Mail"

    def ready(self) -> None:
        """Check the address of the mail server once, and subscribe."""
        from smilecity.collect.calendar.events import BookingNews
        from smilecity.collect.surveys.events import AnswersEnding, OpeningHeld
        from smilecity.deliver.answers.events import StaffReminded
        from smilecity.doors.mail import jobs, transport
        from smilecity.ground.events import subscribe
        from smilecity.people.owndata.events import OwnDataAsked
        from smilecity.people.register.events import ConfirmationAsked
        from smilecity.understand.exports.events import ExportEnded
        from smilecity.understand.moderation.events import AppealDecided, DecisionSettled, FlagReceived
        from smilecity.understand.results.events import PublishingHeld

        transport.check_settings()
        subscribe(ConfirmationAsked, jobs.send_confirmation)
        subscribe(OwnDataAsked, jobs.send_own_link)
        subscribe(StaffReminded, jobs.remind_staff)
        subscribe(BookingNews, jobs.tell_guests)
        subscribe(ExportEnded, jobs.tell_of_file)
        subscribe(OpeningHeld, jobs.tell_of_opening)
        subscribe(PublishingHeld, jobs.tell_of_publishing)
        subscribe(AnswersEnding, jobs.tell_of_erasure)
        subscribe(FlagReceived, jobs.send_receipt)
        subscribe(DecisionSettled, jobs.send_decision)
        subscribe(AppealDecided, jobs.send_answer)
        _hold()


def _hold() -> None:
    """Say what is held of people here."""
    from smilecity.doors.mail import own_data
    from smilecity.people.owndata.registry import hold

    hold(own_data.HOLDING)
