"""Who listens to what, learned from the broker's log of subscriptions. In: its lines. Out: which topics are told.

The broker says each subscription once. So they are kept in a file: who has subscribed stays subscribed while we are
away. Nobody says when the last listener of a topic has gone; the oldest are forgotten when there are too many.
"""

import threading
from collections.abc import Iterable
from pathlib import Path

from paho.mqtt.client import topic_matches_sub

from smilecity.doors.mqtt.topics import read_subscription

MOST = 1000


class Audience:
    """Topics that somebody listens to. `ours`: our own name at the broker, whose subscriptions count for nothing."""

    def __init__(self, file: Path, *, ours: str, always: Iterable[str] = ()) -> None:
        self._file, self._ours = file, ours
        self._always = frozenset(always)
        self._lock = threading.Lock()
        # Oldest first; a dictionary for its order.
        self._heard = dict.fromkeys(self._read())
        self._kept = True
        self._sort()

    def hear(self, line: str) -> None:
        """Take in what the broker says of a subscription."""
        subscription = read_subscription(line)
        if subscription is None or subscription[0] == self._ours:
            return
        topic = subscription[1]
        with self._lock:
            known = topic in self._heard
            self._heard.pop(topic, None)
            self._heard[topic] = None
            if not known:
                self._heard = dict.fromkeys(list(self._heard)[-MOST:])
                self._kept = False
                self._sort()

    def keep(self) -> None:
        """Write down what was heard since the last time."""
        with self._lock:
            if self._kept:
                return
            lines, self._kept = "".join(f"{topic}\n" for topic in self._heard), True
        fresh = self._file.with_suffix(".new")
        fresh.write_text(lines, encoding="utf-8")
        fresh.replace(self._file)

    def listens(self, topic: str) -> bool:
        """Say whether somebody has subscribed to this topic, by itself or by a pattern."""
        with self._lock:
            plain, patterns = self._plain, self._patterns
        return topic in plain or any(topic_matches_sub(pattern, topic) for pattern in patterns)

    def particular(self) -> tuple[str, ...]:
        """Return topics without + and #: each may be a path of the standard, with options behind it or not."""
        with self._lock:
            return tuple(self._plain)

    def _sort(self) -> None:
        topics = self._always | self._heard.keys()
        self._patterns = [topic for topic in sorted(topics) if _is_pattern(topic)]
        self._plain = dict.fromkeys(topic for topic in sorted(topics) if not _is_pattern(topic))

    def _read(self) -> list[str]:
        try:
            return [line for line in self._file.read_text(encoding="utf-8").split("\n") if line][-MOST:]
        except FileNotFoundError:
            return []


def _is_pattern(topic: str) -> bool:
    levels = topic.split("/")
    return "+" in levels or levels[-1] == "#"
