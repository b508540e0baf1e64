"""SIGINT ends `edge-tui` with 130 and at most a sentence, whatever has been loaded by then."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

# Interrupts itself at the n-th event that Python tells auditors of, most of which are imports: exact moments, which
# no timer has. A command has between 200 and 3,000 such events; with 0 it isn't interrupted, and says how many.
_PROGRAM = """
import signal, sys, weakref
from edge_tui.__main__ import main

events = 0

class Passing:
    pass

def interrupt(_event, _arguments):
    global events
    events += 1
    if events != {moment}:
        return
    if {how!r} == "replaced":
        raise RuntimeError from KeyboardInterrupt()
    if {how!r} == "ignored":
        passing = Passing()
        reference = weakref.ref(passing, lambda _: signal.raise_signal(signal.SIGINT))
        del passing
    else:
        signal.raise_signal(signal.SIGINT)

sys.argv = ["edge-tui", *{arguments}]
sys.addaudithook(interrupt)
try:
    main()
finally:
    if {moment} == 0:
        print(events, file=sys.stderr)
"""


def _program(moment: int, arguments: list[str], how: str = "raised") -> str:
    return _PROGRAM.format(moment=moment, arguments=arguments, how=how)


def _run(program: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        env={"EDGE_TUI_HOME": str(home), "PATH": ""},
        # A shell's background job is started deaf to the signal, and so would be what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


@pytest.mark.parametrize("arguments", [["explain", "0104"], ["send", "page-view"], []], ids=" ".join)
def test_an_interrupted_command_exits_with_130_and_says_no_more_than_that(arguments: list[str], tmp_path: Path) -> None:
    # What is compiled in the first run isn't in the second.
    events = min(int(_run(_program(0, arguments), tmp_path / name).stderr.split()[-1]) for name in ("first", "second"))
    for moment in (1, 4, 16, *range(64, events * 9 // 10, events // 6)):
        ended = _run(_program(moment, arguments), tmp_path / str(moment))
        assert (moment, ended.returncode) == (moment, 130), ended.stderr
        assert ended.stderr.strip() in ("", "Interrupted.")


@pytest.mark.parametrize("how", ["ignored", "replaced"])
@pytest.mark.parametrize("moment", [3, 50, 150, 600])
def test_an_interrupt_that_python_ignores_or_replaces_is_one_all_the_same(
    moment: int, how: str, tmp_path: Path
) -> None:
    """As it does in the callback of a weak reference, and while it makes a class."""
    ended = _run(_program(moment, ["send", "page-view"], how), tmp_path)
    assert ended.returncode == 130
    assert ended.stderr.strip() in ("", "Interrupted.")


def test_an_interrupt_after_the_last_word_is_not_a_traceback(tmp_path: Path) -> None:
    program = _program(-1, ["explain", "0104"])
    ended = _run(f"import atexit, signal; atexit.register(signal.raise_signal, signal.SIGINT)\n{program}", tmp_path)
    assert (ended.returncode, ended.stderr) == (130, "")
    assert "Input validation error" in ended.stdout


# Interrupts itself when a function of asyncio is first called.
_IN_A_LOOP = """
import signal, sys
from edge_tui.__main__ import main

def interrupt(frame, event, _argument):
    if event == "call" and frame.f_code.co_qualname == {function!r} and "asyncio" in frame.f_code.co_filename:
        sys.setprofile(None)
        signal.raise_signal(signal.SIGINT)

sys.argv = ["edge-tui", "doctor"]
sys.setprofile(interrupt)
main()
"""


@pytest.mark.parametrize(
    "function",
    [
        "BaseEventLoop.__init__",
        "BaseEventLoop.set_debug",
        "BaseSelectorEventLoop.__init__",
        "BaseSelectorEventLoop._make_self_pipe",
        "_UnixSelectorEventLoop.__init__",
        "Runner.run",
        "BaseEventLoop.create_task",
        "BaseEventLoop.run_until_complete",
        "BaseEventLoop.close",
    ],
)
def test_an_interrupt_while_an_event_loop_is_made_or_closed_says_no_more(function: str, tmp_path: Path) -> None:
    ended = _run(_IN_A_LOOP.format(function=function), tmp_path)
    assert ended.returncode == 130, ended.stderr
    assert ended.stderr.strip() in ("", "Interrupted.")
