"""Child processes: in order, restarted, and never left behind, whoever is killed."""

import http.client
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from smilecity.ground.processes import Child, Supervisor, pause_after, spawn
from tests.support.processes import Start, alive, children_of, program, until

__all__ = ["program"]


def shell(name: str, script: str) -> Child:
    return Child(name=name, argv=["/bin/sh", "-c", script])


def polite(name: str, log: Path) -> Child:
    """Notes in the log that it runs and when it was asked to stop."""
    script = f'trap "echo stop {name} >>{log}; exit 0" TERM; echo run {name} >>{log}; while :; do sleep 0.02; done'
    return shell(name, script)


def read(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []


def ask_to_stop_when(ready: Callable[[], object]) -> Callable[[], None]:
    def look() -> None:
        if ready():
            os.kill(os.getpid(), signal.SIGTERM)

    return look


def test_children_stop_in_the_reverse_order_of_their_start(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Supervisor() as house:
        for number, name in enumerate(("database", "worker", "web"), start=1):
            house.start(polite(name, log))
            until(lambda number=number: len(read(log)) == number)  # type: ignore[misc] # mypy cannot see the default
        assert house.run(meanwhile=ask_to_stop_when(lambda: True)) == 0
    assert read(log)[3:] == ["stop web", "stop worker", "stop database"]


def test_the_children_stop_when_the_block_is_left_by_an_error(tmp_path: Path) -> None:
    log = tmp_path / "log"

    def fail_after_start() -> None:
        with Supervisor() as house:
            house.start(polite("web", log))
            until(lambda: read(log))
            raise ValueError("migration failed")

    with pytest.raises(ValueError, match="migration failed"):
        fail_after_start()
    assert read(log) == ["run web", "stop web"]


def test_ctrl_c_at_the_terminal_reaches_the_supervisor_only(tmp_path: Path, program: Start) -> None:
    log = tmp_path / "log"
    house = program(
        """
        import sys
        from smilecity.ground.processes import Child, Supervisor
        log = sys.argv[1]
        script = f'trap "echo interrupted >>{log}" INT; trap "echo stop >>{log}; exit" TERM; echo run >>{log}; '
        with Supervisor() as house:
            house.start(Child(name="web", argv=["/bin/sh", "-c", script + "while :; do sleep 0.02; done"]))
            told = []
            sys.exit(house.run(meanwhile=lambda: told or told.append(print("ready", flush=True))))
        """,
        str(log),
    )
    assert house.line() == "ready"
    until(lambda: read(log))
    os.killpg(house.process.pid, signal.SIGINT)
    assert house.process.wait(10) == 0
    assert read(log) == ["run", "stop"]


def test_a_child_that_does_not_listen_is_killed_after_the_deadline(tmp_path: Path) -> None:
    log, said = tmp_path / "log", list[str]()
    with Supervisor(deadline=0.2, say=said.append) as house:
        house.start(shell("deaf", f'trap "" TERM; echo run >>{log}; while :; do sleep 0.02; done'))
        until(lambda: read(log))
        pid = house.pids()["deaf"]
    assert not alive(pid)
    assert said == ["deaf hält nicht an und wird beendet."]


def test_who_asks_twice_does_not_wait_for_the_deadline(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = f'trap "kill -INT {os.getpid()}" TERM; echo run >>{log}; while :; do sleep 0.02; done'
    with Supervisor(deadline=600, say=lambda line: None) as house:
        house.start(shell("deaf", script))
        until(lambda: read(log))
    assert not house.pids()


def test_a_crashed_child_is_started_again(tmp_path: Path) -> None:
    log, said = tmp_path / "log", list[str]()
    script = f"echo run >>{log}; [ $(wc -l <{log}) -gt 1 ] && exec sleep 60; exit 7"
    with Supervisor(say=said.append) as house:
        house.start(shell("web", script))
        house.run(meanwhile=ask_to_stop_when(lambda: len(read(log)) == 2))
    assert said == ["web ist unerwartet zu Ende (Code 7). Neuer Start in 0,5 s."]


def test_what_a_crashed_child_leaves_behind_is_gone_before_its_next_start(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Supervisor(say=lambda line: None) as house:
        house.start(shell("web", f"sleep 60 & echo $! >>{log}; kill -SEGV $$"))
        house.run(meanwhile=ask_to_stop_when(lambda: len(read(log)) == 2))
    until(lambda: not any(alive(int(pid)) for pid in read(log)))


def test_it_gives_up_when_told_to(tmp_path: Path) -> None:
    log, said = tmp_path / "log", list[str]()
    with Supervisor(say=said.append, give_up_after=2) as house:
        house.start(polite("database", log))
        house.start(shell("web", "exit 98"))
        assert house.run() == 1
    assert said[-1] == "web endet immer wieder (Code 98). Ich halte alles an."
    assert read(log) == ["run database", "stop database"]


def test_a_program_that_does_not_exist_is_told_at_once() -> None:
    with Supervisor() as house, pytest.raises(FileNotFoundError):
        house.start(Child(name="web", argv=["/no/such/program"]))


def test_pauses_double_up_to_half_a_minute() -> None:
    assert [pause_after(crashes) for crashes in (1, 2, 3, 4, 7, 8, 1000)] == [0.5, 1, 2, 4, 30, 30, 30]


def test_a_child_can_have_an_environment_of_its_own() -> None:
    plain = Child(name="plain", argv=["/bin/sh", "-c", '[ "$A" = b ] && [ -n "$HOME" ]'], env={"A": "b"})
    clean = Child(
        name="clean", argv=["/bin/sh", "-c", '[ "$A" = b ] && [ -z "$HOME" ]'], env={"A": "b"}, clean_env=True
    )
    before = os.environ.get("HOME")
    os.environ["HOME"] = "/somewhere"
    try:
        assert [spawn(plain).wait(), spawn(clean).wait()] == [0, 0]
    finally:
        os.environ.pop("HOME")
        if before is not None:
            os.environ["HOME"] = before


linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has died")


@linux
def test_who_learns_too_late_that_the_parent_is_dead_dies_at_once(program: Start) -> None:
    orphan = program(
        """
        import signal, time
        from smilecity.ground.processes import die_with_parent
        die_with_parent(signal.SIGKILL, parent=2 ** 22 + 1)
        time.sleep(60)
        """
    )
    assert orphan.process.wait(10) == -signal.SIGKILL


HOUSE = """
    import sys
    from pathlib import Path
    from smilecity.ground.processes import Child, Supervisor
    folder, port = sys.argv[1:]
    with Supervisor() as house:
        house.start(Child(name="sleeper", argv=["/bin/sh", "-c", "trap '' TERM INT HUP; while :; do sleep 0.1; done"]))
        house.start(Child(name="web", argv=[sys.executable, "server.py", port], cwd=Path(folder)))
        print(*house.pids().values(), flush=True)
        house.run()
"""
SERVER = """
import multiprocessing, sys
from granian.constants import Interfaces
from granian.server import Server

if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    Server("app:app", port=int(sys.argv[1]), interface=Interfaces.ASGINL, workers=2, log_enabled=False).serve()
"""
APP = """
import asyncio, signal
from smilecity.ground.processes import die_with_parent

die_with_parent(signal.SIGKILL)


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    while True:
        await send({"type": "http.response.body", "body": b"still here\\n", "more_body": True})
        await asyncio.sleep(0.05)
"""


@linux
@pytest.mark.parametrize("also_the_server", [False, True], ids=["supervisor", "supervisor and server"])
def test_kill_9_leaves_no_child_and_no_grandchild_behind(tmp_path: Path, program: Start, also_the_server: bool) -> None:
    """With two workers of granian and an event stream that never ends, which a polite stop would wait for."""
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "server.py").write_text(SERVER)
    port = free_port()
    house = program(HOUSE, str(tmp_path), str(port))
    sleeper, web = (int(pid) for pid in house.line().split())
    until(lambda: answers(port))
    stream = http.client.HTTPConnection("127.0.0.1", port)
    stream.request("GET", "/")
    assert stream.getresponse().readline() == b"still here\n"
    family = {house.process.pid, sleeper, web, *children_of(web)}
    assert len(family) == 6  # multiprocessing has a process of its own to tidy up
    try:
        for pid in (house.process.pid, web) if also_the_server else (house.process.pid,):
            os.kill(pid, signal.SIGKILL)
        until(lambda: not any(alive(pid) for pid in family))
    finally:
        stream.close()
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
