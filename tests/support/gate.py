"""A gate before a server: what goes through it reaches the server, until it is shut or swallows an answer."""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress

_MOST = 1 << 20


class Gate:
    """Listens on `port` and hands on to another port of loopback, request by request."""

    def __init__(self, behind: int) -> None:
        self._behind = behind
        self._listener: socket.socket | None = None
        self._through: set[socket.socket] = set()
        self.swallow = 0  # so many answers to come do not get back, and their connections end
        self.port = 0
        self.open()

    def open(self) -> None:
        """Let everybody through, on the same port each time."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def shut(self) -> None:
        """Let nobody through any more, neither those who are on their way."""
        if self._listener is not None:
            # Closing alone would leave the thread that waits with an open socket.
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        self._listener = None
        for each in list(self._through):
            _end(each)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _from = listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = socket.create_connection(("127.0.0.1", self._behind))
        self._through |= {client, server}
        back = threading.Thread(target=self._answer, args=(server, client), daemon=True)
        back.start()
        with suppress(OSError):
            while part := client.recv(_MOST):
                server.sendall(part)
        _end(server)
        back.join()
        self._through -= {client, server}
        client.close()
        server.close()

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while part := server.recv(_MOST):
                if self.swallow:
                    self.swallow -= 1
                    break
                client.sendall(part)
        _end(client)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


@contextmanager
def gate_before(port: int) -> Generator[Gate]:
    """Put a gate before a server; it is shut afterwards."""
    gate = Gate(port)
    try:
        yield gate
    finally:
        gate.shut()
