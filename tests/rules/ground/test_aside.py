"""Work that may wait is done by threads that come last, and its end is the end of whoever asked for it."""

import os
import threading

import pytest

from smilecity.ground.aside import aside


def test_work_aside_comes_last_and_whoever_asks_for_it_does_not() -> None:
    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert aside(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id())) == max(before, 15)
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before


def test_what_goes_wrong_aside_goes_wrong_here() -> None:
    def work() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        aside(work)


def test_a_copy_of_the_process_has_threads_of_its_own() -> None:
    aside(lambda: None)
    child = os.fork()
    if not child:
        os._exit(aside(lambda: 7))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
