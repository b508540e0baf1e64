"""The page doesn't suffer from being watched, whatever happens to what watches it."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from edge_tui.browser import BrowserDidNotStart, BrowserSource, clear_leftovers
from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.emulator.serve import serving
from edge_tui.model.sightings import Began, CommandState, SdkCommand, Sighting, SourceNotice
from edge_tui.rewriting.rule_file import to_emulator
from edge_tui.rewriting.rules import Rules
from tests.alloy.shop import SHOP
from tests.alloy.watching import SECONDS, Shop


@pytest.mark.parametrize("is_led_elsewhere", [False, True])
def test_a_call_of_the_page_goes_on_while_what_records_it_is_blocked(
    watched_shop: Shop, *, is_led_elsewhere: bool
) -> None:
    arrived_elsewhere: list[RequestLogLine] = []
    arrived_while_blocked: list[bool] = []
    gateways = (arrived_elsewhere, watched_shop.lines) if is_led_elsewhere else (watched_shop.lines, arrived_elsewhere)

    def block(sighting: Sighting) -> None:
        if isinstance(sighting, Began) and not arrived_while_blocked:
            until = time.monotonic() + SECONDS
            while not (arrived := _sent(gateways[0])) and time.monotonic() < until:
                time.sleep(0.02)
            arrived_while_blocked.append(bool(arrived))

    with serving(on_request=arrived_elsewhere.append) as elsewhere:
        watched = watched_shop.watch(
            f"goto {SHOP}/sdk?views=3\nwait #done\nwait 200ms",
            on_sighting=block,
            rewriter=Rules([to_emulator(elsewhere.url)]) if is_led_elsewhere else None,
        )
        assert watched.source.wait_for_steps(2 * SECONDS)
        watched.source.stop()

    assert arrived_while_blocked == [True]
    assert watched.source.longest_held_ms > 0
    assert [_sent(lines) for lines in gateways] == [[200] * 4, []]
    assert len(watched.calls) == 4
    assert all(call.began.body for call in watched.calls)
    assert all(len(call.answered) == 1 for call in watched.calls)


def test_a_recorder_that_raises_ends_no_visit_and_is_named_once(watched_shop: Shop) -> None:
    def fail(sighting: Sighting) -> None:
        if isinstance(sighting, Began):
            raise RuntimeError("SECRET")

    watched = watched_shop.watch(f"goto {SHOP}/sdk?views=1\nwait #done\nwait 200ms", on_sighting=fail)
    assert watched.source.wait_for_steps(SECONDS)
    watched.source.stop()

    assert _sent(watched_shop.lines) == [200] * 2
    notices = [notice.text for notice in watched.of(SourceNotice)]
    assert len(notices) == 2
    assert "RuntimeError" in notices[0]
    assert "SECRET" not in "".join(notices)
    resolved = [each for each in watched.of(SdkCommand) if each.state is CommandState.RESOLVED]
    assert [each.name for each in resolved].count("sendEvent") == 2


def test_the_end_of_the_browser_is_noticed_and_its_open_calls_and_its_profile_end(watched_shop: Shop) -> None:
    watched = watched_shop.watch(f"goto {SHOP}/kinds/gone\nwait #done")
    assert watched.source.wait_for_steps(SECONDS)
    watched.until(lambda: watched.calls)
    (folder,) = watched_shop.folder.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    (pid,) = [child for child in _children(os.getpid()) if str(folder) in _command(child)]
    os.kill(pid, signal.SIGKILL)

    assert watched.source.wait(SECONDS)
    assert watched.of(SourceNotice)[-1].is_end
    assert [len(call.failed) for call in watched.calls] == [1]
    assert list(watched_shop.folder.iterdir()) == []


SCRIPT = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from edge_tui.browser import BrowserSource, Launch
launch = Launch(browser=sys.argv[1], headless=True, temporary_root=Path(sys.argv[2]), urls=(sys.argv[3],),
                arguments=tuple(sys.argv[4:]))
source = BrowserSource(launch, lambda sighting: None, lambda: datetime.now(UTC))
print(source.start(), flush=True)
time.sleep(60)
"""


def test_after_a_kill_the_browser_ends_and_the_next_start_clears_its_profile(watched_shop: Shop) -> None:
    after_a_kill(watched_shop)


def after_a_kill(watched_shop: Shop) -> None:
    """Kills what watches a browser, and waits until the browser has ended."""
    place = [watched_shop.browser, str(watched_shop.folder), f"{SHOP}/sdk", *watched_shop.arguments]
    with subprocess.Popen([sys.executable, "-c", SCRIPT, *place], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Running")
        (folder,) = watched_shop.folder.iterdir()
        assert clear_leftovers(watched_shop.folder) == 0
        browsers = [child for child in _descendants(process.pid) if str(folder) in _command(child)]
        assert browsers
        process.kill()

    until = time.monotonic() + SECONDS
    while any(Path(f"/proc/{browser}").exists() and _state(browser) != "Z" for browser in browsers):
        assert time.monotonic() < until, "the browser outlives what started it"
        time.sleep(0.02)
    assert folder.exists()
    assert clear_leftovers(watched_shop.folder) == 1
    assert not folder.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="Chromium refuses to run without a sandbox only as root")
def test_a_browser_that_refuses_to_run_as_root_says_so(watched_shop: Shop) -> None:
    arguments = tuple(each for each in watched_shop.arguments if each != "--no-sandbox")
    launch = watched_shop.launch()
    launch = type(launch)(**{**_members(launch), "arguments": arguments})
    sightings: list[Sighting] = []
    source = BrowserSource(launch, sightings.append, _never)
    outcome = source.start()

    assert isinstance(outcome, BrowserDidNotStart)
    assert "as root" in outcome.what
    assert "--browser-arg=--no-sandbox" in outcome.how
    assert source.wait(SECONDS)
    assert list(watched_shop.folder.iterdir()) == []


def _sent(lines: Iterable[RequestLogLine]) -> list[int]:
    """The status of each call that has arrived at an emulator, by its log."""
    return [line.status for line in lines if line.method == "POST"]


def _members(launch: object) -> dict[str, object]:
    return {name: getattr(launch, name) for name in launch.__slots__}  # type: ignore[attr-defined]


def _never() -> "object":
    from datetime import UTC, datetime

    return datetime(2026, 1, 1, tzinfo=UTC)


def _children(pid: int) -> list[int]:
    found = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _descendants(pid: int) -> list[int]:
    return [each for child in _children(pid) for each in (child, *_descendants(child))]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"
