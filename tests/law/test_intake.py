"""What reaches Django: a body that is complete, and no header that pretends to be another."""

import asyncio

import pytest
from a2wsgi.asgi_typing import HTTPScope, Receive, ReceiveEvent, Scope, Send, SendEvent

from smilecity.config import intake


def scope(*headers: tuple[bytes, bytes], path: str = "/") -> HTTPScope:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "root_path": "",
        "headers": headers,
    }


class Visit:
    """One request through the intake: what arrives at the application, what the visitor gets."""

    def __init__(
        self,
        *pieces: bytes,
        headers: tuple[tuple[bytes, bytes], ...] = (),
        hangs_up: bool = False,
        path: str = "/",
    ) -> None:
        self.pieces = list(pieces)
        self.headers = headers
        self.hangs_up = hangs_up
        self.body: bytes | None = None
        self.seen: list[tuple[bytes, bytes]] = []
        self.sent: list[SendEvent] = []
        asyncio.run(intake.take_in(self.app, scope(*headers, path=path), self.receive, self.send))

    async def receive(self) -> ReceiveEvent:
        if not self.pieces:
            if self.hangs_up:
                return {"type": "http.disconnect"}
            await asyncio.sleep(60)
        piece = self.pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(self.pieces) or self.hangs_up}

    async def send(self, message: SendEvent) -> None:
        self.sent.append(message)

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        self.seen, self.body, more = list(scope["headers"]), b"", True
        while more:
            message = await receive()
            assert message["type"] == "http.request"
            self.body += message["body"]
            more = message.get("more_body", False)

    @property
    def answer(self) -> bytes:
        return b"".join(m["body"] for m in self.sent if m["type"] == "http.response.body")

    @property
    def status(self) -> int | None:
        return next((m["status"] for m in self.sent if m["type"] == "http.response.start"), None)


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 300_000])
def test_a_body_arrives_whole(size: int) -> None:
    body = bytes(range(256)) * (size // 256 + 1)
    visit = Visit(body[: size // 2], body[size // 2 : size])
    assert visit.body == body[:size]


def test_a_header_cannot_pretend_to_come_from_the_proxy() -> None:
    visit = Visit(b"", headers=((b"x_forwarded_for", b"10.0.0.1"), (b"x-forwarded-for", b"192.0.2.7")))
    assert visit.seen == [(b"x-forwarded-for", b"192.0.2.7")]


def test_a_body_too_large_is_refused_before_django_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "LARGEST", 10)
    visit = Visit(b"123456", b"78901", b"unread")
    assert (visit.status, visit.body) == (413, None)
    assert b"Das war zu viel auf einmal." in visit.answer


def test_a_browser_has_sent_everything_before_it_is_told_that_it_was_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "LARGEST", 10)
    patient = Visit(b"12345678901", b"more", b"the end")
    assert (patient.status, patient.pieces) == (413, [])
    endless = Visit(*[b"1234567890"] * 50)
    assert (endless.status, len(endless.pieces)) == (413, 45)


def test_photos_may_be_larger_than_everything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "LARGEST", 10)
    monkeypatch.setattr(intake, "LARGEST_WITH_PHOTOS", 20)
    assert Visit(b"x" * 15, path="/ideen/neu/aufruf/fotos/").body == b"x" * 15
    assert Visit(b"x" * 21, path="/ideen/neu/aufruf/fotos/").status == 413
    assert Visit(b"x" * 15, path="/ideen/neu/aufruf/text/").status == 413


def test_a_body_too_slow_is_refused_before_it_costs_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PATIENCE", 0.05)

    class Slow(Visit):
        async def receive(self) -> ReceiveEvent:
            await asyncio.sleep(5)
            raise AssertionError

    visit = Slow()
    assert (visit.status, visit.body) == (408, None)


def test_who_hangs_up_halfway_is_not_taken_for_having_finished() -> None:
    visit = Visit(b"half", hangs_up=True)
    assert (visit.status, visit.body) == (None, None)
