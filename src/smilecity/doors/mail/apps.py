"""Registers the mail door with Django and with the events it answers."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Mail: the outbox and the mails that answer an event."""

    name = "smilecity.doors.mail"
    label = "mail"
    verbose_name = "E-Mail"

    def ready(self) -> None:
        """Check the address of the mail server once, and subscribe."""
        from smilecity.deliver.answers.events import StaffReminded
        from smilecity.doors.mail import jobs, transport
        from smilecity.ground.events import subscribe
        from smilecity.people.register.events import ConfirmationAsked
        from smilecity.understand.moderation.events import AppealDecided, DecisionSettled, FlagReceived

        transport.check_settings()
        subscribe(ConfirmationAsked, jobs.send_confirmation)
        subscribe(StaffReminded, jobs.remind_staff)
        subscribe(FlagReceived, jobs.send_receipt)
        subscribe(DecisionSettled, jobs.send_decision)
        subscribe(AppealDecided, jobs.send_answer)
