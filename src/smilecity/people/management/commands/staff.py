"""`smilecity staff`: gives roles to accounts, takes them away, stops a sign-in, lists who has which.

In: addresses of accounts that exist. Out: German sentences; exit code 1 where nothing was done.
"""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from smilecity.ground import clock
from smilecity.people import actions, queries
from smilecity.people.queries import AccountRow
from smilecity.people.rules import Role


class Command(BaseCommand):
    """Roles of accounts, from the server's own console."""

    help = "Rollen vergeben und entziehen, Anmeldungen sperren, auflisten."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the verbs and what they take."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        give = verbs.add_parser("give", help="einem Konto genau diese Rollen geben")
        give.add_argument("email")
        give.add_argument("roles", nargs="+", choices=[role.value for role in Role])
        for verb, sentence in (
            ("remove", "einem Konto alle Rollen entziehen"),
            ("lock", "ein Konto sperren: es kann sich nicht mehr anmelden"),
            ("unlock", "ein gesperrtes Konto wieder öffnen"),
        ):
            verbs.add_parser(verb, help=sentence).add_argument("email")
        verbs.add_parser("list", help="alle Konten mit Rollen auflisten")

    def handle(self, *_args: object, **options: object) -> None:
        """Do one verb and say what is so now."""
        verb = options["verb"]
        if verb == "list":
            self._list()
            return
        account = _account(str(options["email"]))
        if verb in {"lock", "unlock"}:
            actions.set_active(user=account.id, active=verb == "unlock", by=None, at=clock.now())
        else:
            given = options.get("roles") or []
            roles = [Role(role) for role in given] if isinstance(given, list) else []
            actions.give_roles(user=account.id, roles=roles, by=None, at=clock.now())
        self.stdout.write(_line(_account(account.email)))

    def _list(self) -> None:
        rows = queries.staff()
        for row in rows:
            self.stdout.write(_line(row))
        if not rows:
            self.stdout.write("Noch hat kein Konto eine Rolle. So geht es: smilecity staff give ADRESSE administrator")


def _account(email: str) -> AccountRow:
    found = queries.by_address(email)
    if found is None:
        raise CommandError(
            f"Ein Konto mit der Adresse {email} gibt es nicht. "
            "Die Person legt es auf der Seite selbst an, unter „Anmelden“."
        )
    return found


def _line(row: AccountRow) -> str:
    locked = "" if row.active else " (gesperrt)"
    return f"{row.email}: {', '.join(sorted(row.roles)) or 'keine Rolle'}{locked}"
