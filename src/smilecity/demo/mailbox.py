"""The demo's mailbox: a real SMTP inbox on loopback with a page to read it. Nothing leaves this machine.

Run as `python -m smilecity.demo.mailbox`; it ends with whoever started it. Uses no Django.
"""

import argparse
import asyncio
import signal
import sys
from contextlib import suppress
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from smilecity.demo.letter_pages import LOOPBACK, Pages
from smilecity.demo.letters import Mailbox
from smilecity.ground import clock
from smilecity.ground.processes import die_with_parent

_HOUR = 60 * 60


class _Inbox:
    """What aiosmtpd asks for each mail."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        content = envelope.content or b""
        mail = content.encode() if isinstance(content, str) else content
        try:
            self._mailbox.put(mail, envelope.rcpt_tos, at=clock.now())
        except OSError as error:
            return f"452 cannot keep it: {error.strerror}"  # the sender keeps the mail and tries again
        return "250 kept"


def main(words: list[str] | None = None) -> int:
    """Receive and show mails until SIGTERM or Ctrl-C; returns the exit code (1: a port is taken)."""
    parser = argparse.ArgumentParser(prog="python -m smilecity.demo.mailbox", description="Receive and show mails.")
    parser.add_argument("--smtp-port", type=int, default=1025)
    parser.add_argument("--http-port", type=int, default=8025)
    parser.add_argument("--home", type=Path, default=Path("var"), help="mails are kept in its folder mail")
    options = parser.parse_args(words)
    die_with_parent()
    try:
        asyncio.run(_serve(options.smtp_port, options.http_port, options.home))
    except OSError as error:
        print(f"Das Postfach kann nicht starten: {error}", file=sys.stderr)
        return 1
    return 0


async def _serve(smtp_port: int, http_port: int, home: Path) -> None:
    mailbox = Mailbox(home / "mail", at=clock.now())
    # Mails may have umlauts in their addresses; the name of the machine is nobody's business and slow to ask for.
    inbox = await asyncio.get_running_loop().create_server(
        lambda: SMTP(_Inbox(mailbox), hostname="localhost", ident="Smile City", enable_SMTPUTF8=True),
        LOOPBACK,
        smtp_port,
    )
    pages = Pages(http_port, mailbox)
    pages.start()
    smtp = inbox.sockets[0].getsockname()[1]
    print(f"Postfach: http://{LOOPBACK}:{pages.server_port}/ (SMTP {LOOPBACK}:{smtp})", flush=True)
    await _until_asked_to_stop(mailbox)
    inbox.close()


async def _until_asked_to_stop(mailbox: Mailbox) -> None:
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    while not asked.is_set():
        mailbox.forget_old(at=clock.now())
        with suppress(TimeoutError):
            await asyncio.wait_for(asked.wait(), _HOUR)


if __name__ == "__main__":
    sys.exit(main())
