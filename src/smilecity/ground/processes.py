"""Child processes that never outlive us: started in order, restarted when they crash, stopped in reverse order.

On Linux the kernel ends each child when its parent dies, however that happened (even by SIGKILL). Uses no Django.
"""

import ctypes
import multiprocessing
import os
import signal as signals
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL, SIGTERM, Signals
from types import FrameType, TracebackType
from typing import Self

_PR_SET_PDEATHSIG = 1
# Looked up here because the child, between fork and exec, should do as little as possible.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

_ASKED_TO_STOP = (signals.SIGINT, signals.SIGTERM, signals.SIGHUP)
_LIVED_WELL = 30.0  # seconds after which a crash counts as the first one again
_LONGEST_PAUSE = 30.0
_BLINK = 0.05


def die_with_parent(signal: Signals = SIGTERM, *, parent: int | None = None) -> None:
    """Have the kernel send us `signal` when our parent dies; does nothing outside Linux.

    Call it after a change of user (which clears the wish) and from a thread that stays. `parent` is the process id
    we expect, by default the one that `multiprocessing` knows: when it is dead already, `signal` comes at once.
    "Parent" means the thread that started us: start children from a thread that lives as long as they should.
    A web worker wants SIGKILL: on SIGTERM it would first wait for its open event streams, possibly for ever.
    """
    if _libc is None:
        return
    expected = parent or _parent_by_birth()
    if _libc.prctl(_PR_SET_PDEATHSIG, ctypes.c_ulong(signal), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != expected:
        os.kill(os.getpid(), signal)


def _parent_by_birth() -> int:
    process = multiprocessing.parent_process()
    return process.pid if process and process.pid else os.getppid()


@dataclass(frozen=True, kw_only=True)
class User:
    """The user a child runs as; only root can choose."""

    uid: int
    gid: int


@dataclass(frozen=True, kw_only=True)
class Child:
    """A program to run: `env` is added to our own environment unless `clean_env`; `keep` are descriptors to inherit.

    `stop_signal` asks it to end in order. `death_signal` is what it gets when we die without that: SIGKILL, because
    nobody is left to enforce a politer one (granian would wait for its open streams).
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    clean_env: bool = False
    cwd: Path | None = None
    user: User | None = None
    output: int | None = None
    keep: Sequence[int] = ()
    stop_signal: Signals = SIGTERM
    death_signal: Signals = SIGKILL


def spawn(child: Child) -> subprocess.Popen[bytes]:
    """Start it in a session of its own, so that Ctrl-C at the terminal reaches only us, its death bound to ours."""
    return subprocess.Popen(  # noqa: S603 - a list of arguments from our own code, and no shell
        list(child.argv),
        env=dict(child.env) if child.clean_env else {**os.environ, **child.env},
        cwd=child.cwd,
        user=child.user.uid if child.user else None,
        group=child.user.gid if child.user else None,
        extra_groups=[] if child.user else None,
        stdin=subprocess.DEVNULL,
        stdout=child.output,
        stderr=child.output,
        pass_fds=child.keep,
        start_new_session=True,
        # Runs after the change of user, which would clear the wish.
        preexec_fn=_before_exec(child.death_signal, os.getpid()),  # noqa: PLW1509 - it takes no lock
    )


def _before_exec(death_signal: Signals, parent: int) -> Callable[[], None]:
    def prepare() -> None:
        # A shell that starts us with "&" has SIGINT ignored, and exec would hand that on.
        for number in _ASKED_TO_STOP:
            signals.signal(number, signals.SIG_DFL)
        die_with_parent(death_signal, parent=parent)

    return prepare


def pause_after(crashes: int) -> float:
    """Seconds to wait before the next start after this many crashes in a row: 0.5, 1, 2, ... 30."""
    return min(0.5 * 2.0 ** min(crashes - 1, 10), _LONGEST_PAUSE)


def end_group(leader: int) -> None:
    """Kill what a child started and left behind in its session."""
    # Nobody may be left (macOS says EPERM when only zombies are).
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, SIGKILL)


@dataclass
class _Running:
    child: Child
    process: subprocess.Popen[bytes]
    since: float
    crashes: int = 0
    again_at: float | None = None


class Supervisor:
    """Keeps children running. Use as `with Supervisor() as house: house.start(...); house.run()`.

    `deadline` is the time in seconds that each child has to stop before it is killed;
    `give_up_after` crashes in a row of one child end the run (None: never). `say` gets one line per event.
    """

    def __init__(
        self,
        *,
        deadline: float = 10.0,
        give_up_after: int | None = None,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self._deadline = deadline
        self._give_up_after = give_up_after
        self._say = say or _print
        self._running: list[_Running] = []
        self._asked = 0
        self._gave_up = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, child: Child) -> None:
        """Start one more child, after those that run already. Raises OSError when the program cannot be started."""
        self._running.append(_Running(child, spawn(child), time.monotonic()))

    def pids(self) -> dict[str, int]:
        """The process id of each child by its name."""
        return {running.child.name: running.process.pid for running in self._running}

    def run(self, *, meanwhile: Callable[[], None] | None = None) -> int:
        """Watch over the children until Ctrl-C, SIGTERM or SIGHUP, then stop them; returns the exit code (1: gave up).

        `meanwhile` is called about twenty times a second and must return at once.
        """
        with self._listening():
            while not self._asked and not self._gave_up:
                self._look_after_all()
                if meanwhile:
                    meanwhile()
                time.sleep(_BLINK)
            self.stop()
        return 1 if self._gave_up else 0

    def stop(self) -> None:
        """Stop all children, the last one first, each after the other is gone; asked a second time, kill them all."""
        with self._listening():
            asked_before = self._asked
            while self._running:
                self._stop_one(self._running[-1], asked_before)
                self._running.pop()

    def _stop_one(self, running: _Running, asked_before: int) -> None:
        if running.again_at is not None:  # gone and waited for: its number may be another's by now
            return
        process = running.process
        until = time.monotonic() + self._deadline
        if process.poll() is None:
            process.send_signal(running.child.stop_signal)
        while process.poll() is None and time.monotonic() < until and self._asked == asked_before:
            time.sleep(_BLINK / 5)
        if process.poll() is None:
            self._say(f"{running.child.name} hält nicht an und wird beendet.")
            process.kill()
            process.wait()
        end_group(process.pid)

    def _look_after_all(self) -> None:
        for running in self._running:
            if running.again_at is not None:
                self._start_again(running)
            elif running.process.poll() is not None:
                # Workers of a crashed server would still hold its port.
                end_group(running.process.pid)
                self._note_crash(running, _ending(running.process.returncode))

    def _note_crash(self, running: _Running, ending: str) -> None:
        now = time.monotonic()
        running.crashes = 1 if now - running.since > _LIVED_WELL else running.crashes + 1
        pause = pause_after(running.crashes)
        running.again_at = now + pause
        if self._give_up_after is not None and running.crashes >= self._give_up_after:
            self._gave_up = True
            self._say(f"{running.child.name} endet immer wieder ({ending}). Ich halte alles an.")
        else:
            seconds = f"{pause:g}".replace(".", ",")
            self._say(f"{running.child.name} ist unerwartet zu Ende ({ending}). Neuer Start in {seconds} s.")

    def _start_again(self, running: _Running) -> None:
        if running.again_at is None or time.monotonic() < running.again_at:
            return
        try:
            running.process = spawn(running.child)
        except OSError as error:
            self._note_crash(running, str(error))
        else:
            running.since = time.monotonic()
            running.again_at = None

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Take Ctrl-C and its like as a wish instead of an interruption; a SIGHUP that nohup switched off stays off."""
        before = {
            number: signals.signal(number, self._ask)
            for number in _ASKED_TO_STOP
            if number != signals.SIGHUP or signals.getsignal(number) != signals.SIG_IGN
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signals.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked += 1


def _ending(code: int) -> str:
    return f"Signal {Signals(-code).name}" if code < 0 else f"Code {code}"


def _print(line: str) -> None:
    # When the terminal is gone, the children must still be stopped in order.
    with suppress(OSError):
        print(line, flush=True)
