"""Many small posts at once, as light for the machine as Python can: run beside the server as a process of its own.

In: port, seconds, connections, key and datastreams on the command line. Out: one line of JSON with what came back.
"""

import asyncio
import json
import sys
import time
from itertools import count

_HEAD = (
    "POST /sensorthings/v1.1/Datastreams({stream})/Observations HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    "Authorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: "
)
_EPOCH = 1_767_225_600  # 2026-01-01, so that no two values of a burst have one time


class Sender(asyncio.Protocol):
    """One kept-open connection: a post, its answer, the next post."""

    def __init__(self, ends: float, head: bytes, numbers: "count[int]") -> None:
        self.ends, self.head, self.numbers = ends, head, numbers
        self.took: list[float] = []
        self.refused = 0
        self.done = asyncio.get_running_loop().create_future()
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        if isinstance(transport, asyncio.Transport):
            self.transport = transport
        self._post()

    def _post(self) -> None:
        number = next(self.numbers)
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(_EPOCH + number))
        body = b'{"phenomenonTime":"%s","result":%d.5}' % (when.encode(), number)
        self._began = time.perf_counter()
        self.transport.write(b"%s%d\r\n\r\n%s" % (self.head, len(body), body))

    def data_received(self, data: bytes) -> None:
        """Take an answer in; once it is whole, send the next post."""
        self._heard += data
        head, separator, body = self._heard.partition(b"\r\n\r\n")
        if not separator or len(body) < _length(head):
            return
        self.took.append(time.perf_counter() - self._began)
        self.refused += not head.startswith(b"HTTP/1.1 201")
        self._heard = b""
        if time.perf_counter() < self.ends:
            self._post()
        else:
            self.transport.close()
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Count a connection that the server has cut as a refusal."""
        if not self.done.done():
            self.refused += 1
            self.done.set_result(None)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


async def _burst(port: int, seconds: float, at_once: int, key: str, streams: list[int]) -> dict[str, float]:
    loop, numbers = asyncio.get_running_loop(), count()
    ends = time.perf_counter() + seconds
    senders = []
    began = time.perf_counter()
    for place in range(at_once):
        head = _HEAD.format(stream=streams[place % len(streams)], key=key).encode()
        made = await loop.create_connection(lambda head=head: Sender(ends, head, numbers), "127.0.0.1", port)  # type: ignore[misc] # a default binds the head
        senders.append(made[1])
    await asyncio.gather(*(sender.done for sender in senders))
    elapsed = time.perf_counter() - began
    took = sorted(one for sender in senders for one in sender.took)
    refused = sum(sender.refused for sender in senders)
    return {
        "rate": (len(took) - refused) / elapsed,
        "stored": len(took) - refused,
        "refused": refused,
        "median": took[len(took) // 2] * 1000,
        "p99": took[int(len(took) * 0.99)] * 1000,
    }


def main() -> None:
    """Send, and print the figures: values a second, milliseconds."""
    port, seconds, at_once, key, streams = sys.argv[1:6]
    names = [int(name) for name in streams.split(",")]
    print(json.dumps(asyncio.run(_burst(int(port), float(seconds), int(at_once), key, names))))


if __name__ == "__main__":
    main()
