"""Reports with photos at an even rate, as programs send them (Open311): run beside the server as a process of its own.

In: port, seconds, reports a second, key, category and places on the command line. Out: one line of JSON with what came
back. Whoever waits for an answer holds nobody up: what is due is sent on one more connection, so that a server that
falls behind is seen to.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field

from bench.snapshots import snapshots

_BOUNDARY = "storm-of-reports"
_HEAD = (
    "POST /open311/v2/requests.json HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: multipart/form-data; "
    "boundary={boundary}\r\nContent-Length: {length}\r\n\r\n"
)
_PHOTOS = 8
_PATIENCE = 180


@dataclass
class Heard:
    """What came back: the numbers of accepted reports, what was refused, and seconds from when each was due."""

    numbers: list[int] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)


class Sender:
    """Sends reports, each with words of its own, and hears what becomes of them."""

    def __init__(self, port: int, key: str, category: str, places: list[tuple[float, float]]) -> None:
        self.port, self.places = port, places
        self.fields = {"api_key": key, "service_code": category}
        self.photos = snapshots(_PHOTOS)
        self.heard = Heard()
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def send(self, number: int, due: float) -> None:
        """Send one report and note its answer."""
        try:
            async with asyncio.timeout(_PATIENCE):
                status, body = await self._ask(self._request(number))
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
            self.heard.refused.append(repr(error)[:200])
            return
        self.heard.took.append(time.perf_counter() - due)
        if status == 200:
            self.heard.numbers.append(int(json.loads(body)[0]["service_request_id"]))
        else:
            self.heard.refused.append(f"{status} {body[:200]!r}")

    def _request(self, number: int) -> bytes:
        lon, lat = self.places[number % len(self.places)]
        said = {"lon": lon, "lat": lat, "description": f"Ein Baum liegt auf dem Weg ({number})."}
        named = self.fields | {"long": str(said.pop("lon"))} | {name: str(value) for name, value in said.items()}
        parts = [
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in named.items()
        ]
        file = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="media"; filename="foto.jpg"\r\n'
        photo = self.photos[number % len(self.photos)]
        parts += [file.encode(), b"Content-Type: image/jpeg\r\n\r\n", photo, f"\r\n--{_BOUNDARY}--\r\n".encode()]
        body = b"".join(parts)
        return _HEAD.format(port=self.port, boundary=_BOUNDARY, length=len(body)).encode() + body

    async def _ask(self, request: bytes) -> tuple[int, bytes]:
        reader, writer = self._idle.pop() if self._idle else await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next(int(line[15:]) for line in head.split("\r\n") if line.startswith("content-length:"))
        body = await reader.readexactly(length)
        self._idle.append((reader, writer))
        return int(head.split()[1]), body


async def _storm(sender: Sender, seconds: float, rate: float) -> float:
    """Send at an even rate; return how long it took until the last was answered."""
    began = time.perf_counter()
    sent = []
    for number in range(int(seconds * rate)):
        due = began + number / rate
        await asyncio.sleep(max(0, due - time.perf_counter()))
        sent.append(asyncio.create_task(sender.send(number, due)))
    await asyncio.gather(*sent)
    return time.perf_counter() - began


def main(words: list[str]) -> None:
    """Send, and print what came back."""
    port, seconds, rate, key, category, places = words
    sender = Sender(int(port), key, category, json.loads(places))
    took = asyncio.run(_storm(sender, float(seconds), float(rate)))
    heard, cpu = sender.heard, time.process_time()
    print(
        json.dumps(
            {"numbers": heard.numbers, "refused": heard.refused, "took": heard.took, "seconds": took, "cpu": cpu}
        )
    )


if __name__ == "__main__":
    main(sys.argv[1:])
