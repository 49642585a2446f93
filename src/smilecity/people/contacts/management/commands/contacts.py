"""`smilecity contacts proofs`: what can be proved of an address, for whoever has to account for it to an authority.

In: an address that somebody names. Out: German sentences; nothing here lists addresses, for proofs hold none.
"""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.people.contacts import actions
from smilecity.people.contacts.queries import ProofRow
from smilecity.people.register.rules import Purpose

_PURPOSES = {
    Purpose.IDEA: "eine Idee",
    Purpose.PLACE: "einen Ort",
    Purpose.REPORT: "eine Meldung",
    Purpose.SUPPORT: "eine Unterstützung",
    Purpose.COMMENT: "einen Kommentar",
    Purpose.SUBSCRIPTION: "ein Abo",
    Purpose.EVENT: "eine Anmeldung zu einer Veranstaltung",
}
_NOTHING = (
    "Zu dieser Adresse gibt es keinen Nachweis. Sie wurde nie bestätigt, oder die Zeit ist vorbei, für die wir "
    "Nachweise behalten."
)


class Command(BaseCommand):
    """Proofs of double opt-in, from the server's own console."""

    help = "Nachweise der Zustimmung (Double-Opt-in) zu einer Adresse zeigen."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the one verb and whose proofs are asked for."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="proofs")
        proofs = verbs.add_parser("proofs", help="zeigen, was sich nachweisen lässt; die Abfrage steht im Protokoll")
        proofs.add_argument("address", metavar="ADRESSE", help="in jeder Schreibweise")

    def handle(self, *_args: object, **options: object) -> None:
        """Say what can be proved of the address, and until when."""
        try:
            proofs = actions.show_proofs(address=str(options["address"]), by=None, at=clock.now())
        except Refused as refused:
            raise CommandError(str(refused)) from None
        for proof in proofs:
            self.stdout.write(_line(proof))
        if not proofs:
            self.stdout.write(_NOTHING)


def _line(proof: ProofRow) -> str:
    confirmed = timezone.localtime(proof.confirmed_at)
    purpose = _PURPOSES.get(Purpose(proof.purpose), proof.purpose)
    return (
        f"bestätigt am {confirmed:%d.%m.%Y um %H:%M:%S} ({confirmed.tzname()}) für {purpose}, "
        f"gefragt auf {proof.language}; der Nachweis bleibt bis {proof.forget_on:%d.%m.%Y}"
    )
