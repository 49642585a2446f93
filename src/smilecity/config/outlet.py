"""Gives whole files out: whoever reads slowly holds back who writes the file, and nobody holds it back for ever.

In: an ASGI `send`. Out: one that never fails and waits until a moment only. What comes after is thrown away, so
that the thread that writes finds its end; the connection breaks off, by which a browser knows it is not whole.
"""

import asyncio

from a2wsgi.asgi_typing import Send, SendEvent

# Slow lines get a large file in it; whoever reads a byte a second does not keep others from theirs.
PATIENCE = 15 * 60.0


class Outlet:
    """Hands messages on while somebody takes them."""

    def __init__(self, send: Send, patience: float = PATIENCE) -> None:
        self._send = send
        self._until = asyncio.get_running_loop().time() + patience
        self._gone = False

    async def __call__(self, message: SendEvent) -> None:
        """Hand a message on, or throw it away when nobody takes it any more."""
        if self._gone:
            return
        try:
            async with asyncio.timeout_at(self._until):
                await self._send(message)
        except (TimeoutError, OSError, RuntimeError):
            # a2wsgi would wait for ever for a sender that has failed.
            self._gone = True
