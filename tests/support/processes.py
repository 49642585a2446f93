"""Real processes for tests: a program of its own, who lives, whose children they are, and waiting without sleeping."""

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

SOURCES = Path(__file__).resolve().parents[2] / "src"


def until(happened: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Whether it runs; a dead process that nobody has asked after (a zombie) does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children_of(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Program:
    """A Python program in a process (and session) of its own, as a terminal would start it."""

    def __init__(self, source: str, *arguments: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(source), *arguments],
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(SOURCES), *sys.path])} | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def finish(self) -> int:
        """Close its standard input, which these programs wait for, and return its exit code."""
        self.process.communicate(timeout=30)
        return self.process.returncode

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


class Start(Protocol):
    """Starts a program that ends with the test."""

    def __call__(self, source: str, *arguments: str, **environment: str) -> Program: ...


@pytest.fixture
def program() -> Iterator[Start]:
    """Start Python programs that end with the test."""
    with ExitStack() as stack:

        def start(source: str, *arguments: str, **environment: str) -> Program:
            started = Program(source, *arguments, **environment)
            stack.callback(started.close)
            return started

        yield start


def descendants(pid: int) -> set[int]:
    """Everybody whom this process has started, and whom they have started."""
    found: set[int] = set()
    for child in children_of(pid) if alive(pid) else []:
        found |= {child} | descendants(child)
    return found
