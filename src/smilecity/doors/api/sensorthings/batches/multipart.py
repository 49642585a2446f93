"""A batch as multipart/mixed: parts of application/http, change sets as multipart/mixed within (RFC 2046, RFC 9112)."""

import re
import secrets
from collections.abc import Sequence
from http import HTTPStatus
from itertools import islice

from smilecity.doors.api.sensorthings.batches.parts import MOST, Answer, Asked, Group, Part, Told, asked, too_many
from smilecity.doors.api.sensorthings.messages import Refusal, Reply, Request

_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE)
_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n")
_VERSION = re.compile(r"HTTP/\d(\.\d)?")
_HTTP = "application/http"
_NO_BOUNDARY = "The Content-Type of a batch names its boundary: multipart/mixed; boundary=batch_1."


class Form:
    """Reads and writes a batch in this form; `kind` is the Content-Type it came with."""

    def __init__(self, kind: str) -> None:
        self._boundary = _boundary(kind)

    def read(self, batch: Request) -> list[Part]:
        """Return the parts. Raises Refusal."""
        return [_part(batch, piece) for piece in _split(batch.body, self._boundary)]

    def write(self, answers: Sequence[Answer]) -> Reply:
        """Return the answer."""
        boundary = f"batch_{secrets.token_hex(12)}"
        pieces = [_told(each) if isinstance(each, Told) else _together(each.members, each.failed) for each in answers]
        return Reply(200, _joined(pieces, boundary), f"multipart/mixed; boundary={boundary}")


def _boundary(kind: str) -> str:
    if found := _BOUNDARY.search(kind):
        return found[1] or found[2]
    raise Refusal(400, _NO_BOUNDARY)


def _split(body: bytes, boundary: str) -> list[bytes]:
    """Return what lies between the boundaries. Raises Refusal."""
    mark = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    marks = list(islice(mark.finditer(body), MOST + 2))
    if len(marks) > MOST + 1:
        raise too_many()
    last = next((number for number, found in enumerate(marks) if found[1]), None)
    if last is None:
        raise Refusal(400, f"The batch does not end with --{boundary}--.")
    return [body[marks[i].end() : marks[i + 1].start()].removeprefix(b"\r").removeprefix(b"\n") for i in range(last)]


def _headed(piece: bytes) -> tuple[dict[str, str], bytes]:
    """Return headers by their small names, and what follows them."""
    if piece.startswith((b"\n", b"\r\n")):
        return {}, piece.lstrip(b"\r\n")
    head, *rest = _BLANK.split(piece, maxsplit=1)
    lines = (line.partition(":") for line in head.decode("latin-1").splitlines())
    headers = {name.strip().lower(): value.strip() for name, colon, value in lines if colon}
    return headers, rest[0] if rest else b""


def _part(batch: Request, piece: bytes) -> Part:
    headers, content = _headed(piece)
    kind = headers.get("content-type", "")
    if not kind.lower().startswith("multipart/"):
        return _asked(batch, headers, content)
    members = [_part(batch, each) for each in _split(content, _boundary(kind))]
    if not all(isinstance(each, Asked) for each in members):
        raise Refusal(400, "A change set cannot hold another change set.")
    return Group(tuple(each for each in members if isinstance(each, Asked)))


def _asked(batch: Request, headers: dict[str, str], content: bytes) -> Asked:
    if headers.get("content-type", "").partition(";")[0].strip().lower() != _HTTP:
        raise Refusal(400, f"Each part of a batch has the Content-Type {_HTTP} or multipart/mixed.")
    first, _, rest = content.lstrip(b"\r\n").partition(b"\n")
    method, _, target = first.decode("utf-8", "replace").strip().partition(" ")
    # No pattern looks for the blanks before it: of a line of blanks it would try each as the first.
    before, _, last = target.rpartition(" ")
    url = before.rstrip() if _VERSION.fullmatch(last) else target
    if not url:
        raise Refusal(400, "A part of a batch begins like HTTP: GET Things(1) HTTP/1.1.")
    inner, body = _headed(rest.removesuffix(b"\r") if rest.strip() else b"")
    return asked(batch, id_=headers.get("content-id", ""), method=method, url=url, headers=inner, body=body)


def _told(told: Told) -> bytes:
    reply = told.reply
    body = reply.body if isinstance(reply.body, bytes) else b""
    headers = [*reply.headers, (b"content-length", str(len(body)).encode())]
    if reply.media_type:
        headers.append((b"content-type", reply.media_type.encode()))
    lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}".encode()]
    lines += [name.title() + b": " + value for name, value in headers]
    own = [b"Content-Type: application/http", b"Content-Transfer-Encoding: binary"]
    if told.id:
        own.append(b"Content-ID: " + told.id.encode("utf-8", "replace"))
    return b"\r\n".join([*own, b"", *lines, b"", body])


def _together(members: tuple[Told, ...], failed: Told | None) -> bytes:
    """Return the answers of a change set; of one that was undone the one that undid it (OData 4, part 1, 11.7.4)."""
    if failed:
        return _told(failed)
    boundary = f"changeset_{secrets.token_hex(12)}"
    head = f"Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n".encode()
    return head + _joined([_told(each) for each in members], boundary)


def _joined(pieces: Sequence[bytes], boundary: str) -> bytes:
    mark = f"--{boundary}".encode()
    return b"".join(mark + b"\r\n" + piece + b"\r\n" for piece in pieces) + mark + b"--\r\n"
