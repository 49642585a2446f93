"""The demo's broker: amqtt on loopback, for everybody on this machine. It carries nothing that is not public.

Run as `python -m smilecity.demo.broker`; it ends with whoever started it. Uses no Django.
"""

import argparse
import asyncio
import logging
import signal
import sys

from amqtt.broker import Broker, BrokerContext
from amqtt.contexts import BrokerConfig, ListenerConfig
from amqtt.errors import BrokerError
from amqtt.plugins.base import BasePlugin

from smilecity.ground.processes import die_with_parent

LOOPBACK = "127.0.0.1"
# Where Mosquitto says who subscribes to what; the bridge listens there.
_SUBSCRIBED = "$SYS/broker/log/M/subscribe"


class SubscriptionLog(BasePlugin[BrokerContext]):  # type: ignore[misc] # amqtt ships no types
    """Says each subscription as Mosquitto does, and all of them to whoever comes to listen."""

    async def on_broker_client_subscribed(self, *, client_id: str, topic: str, qos: int) -> None:
        """Tell of a new subscription; a newcomer to this log hears what was before."""
        said = [(client_id, topic)]
        if topic == _SUBSCRIBED:
            told = self.context.subscriptions
            said += [(session.client_id, known) for known, sessions in told.items() for session, _ in sessions]
        for client, subscribed in said:
            await self.context.broadcast_message(_SUBSCRIBED, f"{client} {qos} {subscribed}".encode(), 1)


def main(words: list[str] | None = None) -> int:
    """Pass messages on until SIGTERM or Ctrl-C; returns the exit code (1: the port is taken)."""
    parser = argparse.ArgumentParser(prog="python -m smilecity.demo.broker", description="Pass messages on.")
    parser.add_argument("--port", type=int, default=1883)
    options = parser.parse_args(words)
    die_with_parent()
    logging.basicConfig(level=logging.ERROR)
    try:
        asyncio.run(_serve(options.port))
    except (BrokerError, OSError) as error:
        print(f"Der MQTT-Broker kann nicht starten: {error}", file=sys.stderr)
        return 1
    return 0


async def _serve(port: int) -> None:
    names = ("amqtt.plugins.authentication.AnonymousAuthPlugin", f"{__package__}.broker.{SubscriptionLog.__name__}")
    plugins: dict[str, dict[str, str]] = {name: {} for name in names}
    listener = ListenerConfig(bind=f"{LOOPBACK}:{port}")
    broker = Broker(BrokerConfig(listeners={"default": listener}, plugins=plugins))
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    await broker.start()
    await asked.wait()
    await broker.shutdown()


if __name__ == "__main__":
    sys.exit(main())
