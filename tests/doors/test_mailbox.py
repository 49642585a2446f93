"""The demo's mailbox: what a real mail server receives, a person can read, and nobody from outside."""

import http.client
import json
import re
import signal
import smtplib
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.demo.letter_pages import answer, is_ours, with_links
from smilecity.demo.letters import Mailbox
from tests.support.processes import Program, Start, program, until

__all__ = ["program"]

AT = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
MAILBOX = "import sys; from smilecity.demo.mailbox import main; sys.exit(main(sys.argv[1:]))"


class Reply(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    text: str


class Running:
    """A mailbox in a process of its own, its ports chosen by the system."""

    def __init__(self, started: Program) -> None:
        self.process = started.process
        found = re.fullmatch(r"Postfach: http://127\.0\.0\.1:(\d+)/ \(SMTP 127\.0\.0\.1:(\d+)\)", started.line())
        assert found
        self.http, self.smtp = int(found[1]), int(found[2])

    def get(self, target: str, *, host: str | None = None, method: str = "GET") -> Reply:
        with closing(http.client.HTTPConnection("127.0.0.1", self.http, timeout=10)) as connection:
            connection.request(method, target, headers={} if host is None else {"Host": host})
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read().decode())

    def mails(self, to: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.get(f"/mails.json?to={to}").text)
        return found

    def send(self, message: EmailMessage | bytes, to: str) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp, local_hostname="localhost", timeout=10) as smtp:
            raw = message if isinstance(message, bytes) else message.as_bytes(policy=policy.SMTP)
            smtp.sendmail("rathaus@example.org", [to], raw)


def arguments(home: Path) -> list[str]:
    return ["--smtp-port", "0", "--http-port", "0", "--home", str(home)]


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with closing(Program(MAILBOX, *arguments(tmp_path_factory.mktemp("home")))) as started:
        yield Running(started)


def mail(to: str, subject: str, text: str, cte: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Hansestadt Rostock <rathaus@example.org>"
    message["To"], message["Subject"] = to, subject
    message["Date"] = "Sun, 04 May 2031 14:00:00 +0200"
    message.set_content(text, cte=cte)
    return message


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_a_mail_with_umlauts_arrives_as_it_was_written(mailbox: Running, encoding: str) -> None:
    to = f"{encoding}@example.org"
    text = f"Grüße aus Warnemünde – schön, daß es geht: 你好 🙂\n{'lang ' * 40}\n"
    mailbox.send(mail(to, "Bitte bestätigen: Straßen für alle", text, encoding), to)
    (found,) = mailbox.mails(to)
    assert found["subject"] == "Bitte bestätigen: Straßen für alle"
    assert found["text"] == text
    assert found["to"] == to
    assert datetime.fromisoformat(found["date"]).tzinfo
    page = mailbox.get(f"/mails/{found['id']}").text
    assert "<dd>Hansestadt Rostock &lt;rathaus@example.org&gt;</dd>" in page
    assert "Grüße aus Warnemünde" in page
    assert "Sun, 04 May 2031 14:00:00 +0200" in page


def test_a_link_can_be_clicked_and_the_full_stop_after_it_does_not_belong_to_it(mailbox: Running) -> None:
    link = "http://127.0.0.1:8000/umfrage/bestaetigen/abc-DEF_123/?a=1&b=2"
    mailbox.send(mail("link@example.org", "Link", f"Öffnen Sie {link}. Danke!\n"), "link@example.org")
    (found,) = mailbox.mails("link@example.org")
    shown = link.replace("&", "&amp;")
    assert f'<a href="{shown}">{shown}</a>. Danke!' in mailbox.get(f"/mails/{found['id']}").text


def test_script_in_a_mail_is_text(mailbox: Running) -> None:
    evil = "<script>alert(1)</script>\"'&"
    message = mail("evil@example.org", evil, f"{evil} https://x.example/\"onclick='alert(2)' javascript:alert(3)\n")
    mailbox.send(message, "evil@example.org")
    (found,) = mailbox.mails("evil@example.org")
    for page in (mailbox.get(f"/mails/{found['id']}").text, mailbox.get("/").text):
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert not re.search(r"<[^>]*(onclick|javascript:)", mailbox.get(f"/mails/{found['id']}").text)


def test_a_mail_that_is_only_html_is_shown_as_text_with_its_links(mailbox: Running) -> None:
    message = mail("html@example.org", "HTML", "")
    page = "<style>p{}</style><h1>Hallo</h1><p>Bitte <a href='https://x.example/ja'>hier</a> klicken &amp; gut.</p>"
    message.set_content(page, subtype="html")
    mailbox.send(message, "html@example.org")
    (found,) = mailbox.mails("html@example.org")
    assert found["text"] == "Hallo\nBitte https://x.example/ja hier klicken & gut."


def test_the_envelope_decides_whose_mail_it_is(mailbox: Running) -> None:
    mailbox.send(mail("Alle <liste@example.org>", "Rundbrief", "Hallo"), "Verborgen@Example.org")
    (found,) = mailbox.mails("verborgen@example.org")
    assert found["to"] == "Verborgen@Example.org"
    assert mailbox.mails("liste@example.org") == []


def test_an_address_may_have_umlauts(mailbox: Running) -> None:
    message = mail("jörg@bücher.example", "Umlaut", "Hallo")
    with smtplib.SMTP("127.0.0.1", mailbox.smtp, local_hostname="localhost") as smtp:
        smtp.send_message(message)
    (found,) = mailbox.mails("j%C3%B6rg@b%C3%BCcher.example")
    assert found["subject"] == "Umlaut"


def test_a_subject_that_begins_on_a_line_of_its_own_has_no_space_before_it(mailbox: Running) -> None:
    mailbox.send(b"Subject: \r\n =?utf-8?q?Stra=C3=9Fe?=\r\n\r\nHallo\r\n", "folded@example.org")
    (found,) = mailbox.mails("folded@example.org")
    assert found["subject"] == "Straße"


def test_the_list_shows_the_newest_first_and_looks_again_by_itself_unless_told_not_to(mailbox: Running) -> None:
    for subject in ("Erste", "Zweite"):
        mailbox.send(mail("list@example.org", subject, "Hallo"), "list@example.org")
    assert [found["subject"] for found in mailbox.mails("list@example.org")] == ["Zweite", "Erste"]
    page = mailbox.get("/?to=list@example.org").text
    assert page.index("Zweite") < page.index("Erste")
    assert '<meta http-equiv="refresh" content="5">' in page
    quiet = re.search(r'href="(/\?[^"]*ruhe=1)"', page)
    assert quiet
    assert "http-equiv" not in mailbox.get(quiet[1].replace("&amp;", "&")).text
    (letter, _) = mailbox.mails("list@example.org")
    assert "http-equiv" not in mailbox.get(f"/mails/{letter['id']}").text


@pytest.mark.parametrize("target", ["/", "/mails.json", "/style.css", "/icon.svg", "/nowhere"])
def test_every_answer_forbids_what_it_does_not_need(mailbox: Running, target: str) -> None:
    headers = mailbox.get(target).headers
    allowed = headers["Content-Security-Policy"]
    assert allowed.startswith("default-src 'none'; style-src 'self';")
    assert "unsafe" not in allowed
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "no-referrer")


@pytest.mark.parametrize("target", ["/nowhere", "/mails/", "/mails/../../etc/passwd", "/mails/0", "//[", "*"])
def test_what_is_not_there_is_a_page_that_says_so(mailbox: Running, target: str) -> None:
    reply = mailbox.get(target)
    assert reply.status == 404
    assert "Diese Seite gibt es nicht" in reply.text


def test_only_reading_is_possible(mailbox: Running) -> None:
    assert mailbox.get("/", method="POST").status == 501
    head = mailbox.get("/", method="HEAD")
    assert (head.status, head.text) == (200, "")


@pytest.mark.parametrize(
    "host", ["rebound.example", "127.0.0.1.rebound.example:8025", "", "[::1", "localhost@x.example"]
)
def test_a_foreign_name_for_this_machine_is_refused(mailbox: Running, host: str) -> None:
    mailbox.send(mail("secret@example.org", "Geheim", "Nur für mich"), "secret@example.org")
    for target in ("/", "/mails.json"):
        reply = mailbox.get(target, host=host)
        assert reply.status == 421
        assert "Geheim" not in reply.text
        assert f"http://127.0.0.1:{mailbox.http}/" in reply.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8025", "localhost:1", "LOCALHOST", "[::1]:80"])
def test_the_names_of_this_machine_are_its_own(host: str) -> None:
    assert is_ours(host)


def test_it_survives_a_restart_and_ends_in_order_when_asked(tmp_path: Path, program: Start) -> None:
    first = Running(program(MAILBOX, *arguments(tmp_path)))
    first.send(mail("a@example.org", "Bleibt", "Hallo"), "a@example.org")
    first.process.send_signal(signal.SIGTERM)
    assert first.process.wait(10) == 0
    assert stat.S_IMODE((tmp_path / "mail").stat().st_mode) == 0o700
    second = Running(program(MAILBOX, *arguments(tmp_path)))
    assert [found["subject"] for found in second.mails("a@example.org")] == ["Bleibt"]


def test_it_dies_with_its_parent(tmp_path: Path, program: Start) -> None:
    source = """
        import subprocess, sys
        print(subprocess.Popen([sys.executable, "-c", sys.argv[1], *sys.argv[2:]]).pid, flush=True)
        sys.stdin.read()
    """
    parent = program(source, MAILBOX, *arguments(tmp_path))
    pid = int(parent.line())
    assert parent.line().startswith("Postfach: ")
    parent.process.kill()
    until(lambda: not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes())


def test_a_taken_port_is_told_in_one_line(mailbox: Running, tmp_path: Path, program: Start) -> None:
    words = ["--smtp-port", str(mailbox.smtp), "--http-port", "0", "--home", str(tmp_path)]
    assert program(MAILBOX, *words).process.wait(10) == 1


def test_a_letter_is_forgotten_after_a_day(tmp_path: Path) -> None:
    box = Mailbox(tmp_path, at=AT)
    old = box.put(b"Subject: alt\r\n\r\n", ["a@example.org"], at=AT - timedelta(hours=25))
    new = box.put(b"Subject: neu\r\n\r\n", ["a@example.org"], at=AT - timedelta(hours=23))
    (tmp_path / "notes.eml").write_text("somebody's own file")
    box.forget_old(at=AT)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{new.id}.eml", "notes.eml"]
    assert Mailbox(tmp_path, at=AT).letter(old.id) is None


def test_two_hundred_letters_are_in_memory(tmp_path: Path) -> None:
    box = Mailbox(tmp_path, at=AT)
    for number in range(205):
        box.put(f"Subject: {number}\r\n\r\n".encode(), ["a@example.org"], at=AT + timedelta(milliseconds=number))
    assert [letter.subject for letter in box.letters()][::199] == ["204", "5"]
    assert box.letters() == Mailbox(tmp_path, at=AT).letters()


HEADERS = st.sampled_from(
    ["Subject", "To", "From", "Content-Type", "Content-Transfer-Encoding", "Date", "MIME-Version"]
)
VALUES = st.sampled_from(
    ["multipart/mixed", "text/html; charset=x-none", "text/plain; charset=utf-7", "base64", "=?utf-8?b?w===?=", "<@>;"]
) | st.text(max_size=40)


@given(headers=st.lists(st.tuples(HEADERS, VALUES), max_size=6), body=st.binary(max_size=200))
def test_whatever_arrives_is_kept_and_can_be_shown(
    tmp_path_factory: pytest.TempPathFactory, headers: list[tuple[str, str]], body: bytes
) -> None:
    box = Mailbox(tmp_path_factory.getbasetemp() / "any", at=AT)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers).encode(errors="replace")
    letter = box.put(lines + b"\r\n" + body, ["a@example.org"], at=AT)
    for target in ("/", "/mails.json", f"/mails/{letter.id}"):
        assert answer(box, target).body.encode()
    (box._folder / f"{letter.id}.eml").unlink()


@given(st.text(alphabet="htps:/<>\"'&. \nü()"))
def test_links_never_change_the_words(text: str) -> None:
    import html

    assert html.unescape(re.sub(r"</?a[^>]*>", "", with_links(text))) == text
