"""`edge-tui capture` with the real browser and the real SDK: what arrived is in history, and it says what didn't."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from edge_tui.model.exchange import Exchange
from edge_tui.model.visit import Call, CallState
from edge_tui.workspace import Workspace
from tests.alloy.shop import SHOP, goes_at_once
from tests.alloy.watching import Shop

PAGES = 12


def arguments(shop: Shop, url: str, *options: str) -> list[str]:
    """The command that records the shop."""
    browser = [f"--browser-arg={each}" for each in shop.arguments]
    command = [sys.executable, "-m", "edge_tui", "capture", url, "--headless", "--browser", shop.browser]
    return [*command, *browser, "--name", "visit", *options]


def capture(shop: Shop, url: str, *options: str) -> tuple[int, list[dict[str, Any]], str]:
    """Records the shop: the exit status, the JSON lines, and what was said."""
    done = subprocess.run(arguments(shop, url, "--json", *options), capture_output=True, text=True, timeout=180)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def of_type(lines: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The lines of one type."""
    return [line for line in lines if line["type"] == name]


def test_every_call_that_arrives_is_in_history_once_with_its_body_and_on_its_page(
    watched_shop: Shop, workspace: Workspace
) -> None:
    url = f"{SHOP}/visit?n=0&pages={PAGES}"
    status, lines, said = capture(watched_shop, url, "--until-idle", "4s", "--for", "120s", "--expect", "no blocked")
    assert status == 0, said
    arrived = [line for line in watched_shop.lines if line.method == "POST"]
    assert len(arrived) > PAGES * 5
    visit = workspace.captures.load("visit")
    by_id = {call.exchange.request_id: call for call in visit.calls}
    assert len(by_id) == len(visit.calls) == len(of_type(lines, "call"))
    assert [line for line in arrived if line.request_id[:36] not in by_id] == []
    assert all(by_id[line.request_id[:36]].events for line in arrived)
    # An answer is lost only where the page went before it came; how many may be is for the losses of the source.
    calls = [(line, by_id[line.request_id[:36]]) for line in arrived]
    lost = [call for line, call in calls if line.size != _size(call.exchange)]
    assert [call for call in lost if not call.is_unload and not goes_at_once(_page(call))] == []
    assert [page.number for page in visit.pages] == list(range(1, PAGES + 2))
    for call in visit.calls:
        tag, page = call.events[0][1]["data"]["tag"], _page(call)
        assert call.page_number == int(page) + 1
        assert call.is_unload or "auto" in tag
        assert not call.is_unload or "auto" not in tag or goes_at_once(page)
    assert all(call.state is not CallState.WAITING for call in visit.calls)
    assert visit.recording.ended is not None


def _page(call: Call) -> str:
    """The number of the page in the event's tag, from 0."""
    return str(call.events[0][1]["data"]["tag"]).partition("-")[0]


def _size(exchange: Exchange) -> int:
    return len(exchange.response.body) if exchange.response else -1


def test_blocked_calls_and_their_reasons_are_told(watched_shop: Shop, tmp_path: Path) -> None:
    kinds = ("fetch", "csp", "mixed", "cors", "dns", "refused", "foreign")
    steps = tmp_path / "kinds.steps"
    steps.write_text("".join(f"goto {SHOP}/kinds/{kind}\nwait #done\n" for kind in kinds))
    status, lines, said = capture(watched_shop, f"{SHOP}/", "--steps", str(steps), "--expect", "no blocked")
    assert status == 1, said
    calls = {line["requestId"]: line for line in of_type(lines, "call")}
    assert set(calls) == set(kinds) - {"foreign"}
    causes = {name: call["failure"]["cause"] for name, call in calls.items() if call["failure"]}
    assert causes == {"csp": "csp", "mixed": "mixed-content", "cors": "cors", "dns": "dns", "refused": "refused"}
    blocked = {line["requestId"]: line["by"] for line in of_type(lines, "blocked")}
    assert blocked == {"csp": "csp", "mixed": "mixed-content", "cors": "cors"}
    assert {line["page"] for line in of_type(lines, "finding") if line["check"] == "blocked"} == {3, 4, 5}


def test_events_that_consent_holds_back_are_told(watched_shop: Shop, tmp_path: Path) -> None:
    steps = tmp_path / "consent.steps"
    url = f"{SHOP}/sdk?views=2&consent="
    steps.write_text(f"wait 1s\ngoto {url}pending\nwait 1s\n")
    status, lines, said = capture(watched_shop, f"{url}out", "--steps", str(steps), "--expect", "tried == 6")
    assert status == 0, said
    assert of_type(lines, "call") == []
    assert [line["why"] for line in of_type(lines, "tried")] == ["consent out"] * 3 + ["consent pending"] * 3


def test_the_sites_calls_go_to_the_emulator_of_this_process(watched_shop: Shop) -> None:
    expected = ["--expect", "every status == 200", "--expect", "any handle:identity:result"]
    url = f"{SHOP}/sdk?views=1"
    status, lines, said = capture(watched_shop, url, "--to-emulator", "--until-idle", "3s", "--for", "60s", *expected)
    assert status == 0, said
    assert "Changed on its way: --to-emulator: calls go to http://127.0.0.1:" in said
    assert [line for line in watched_shop.lines if line.method == "POST"] == []
    assert all(call["origin"]["changed"] for call in of_type(lines, "call"))


def test_after_a_kill_the_calls_are_in_history_and_the_browser_is_gone(
    watched_shop: Shop, workspace: Workspace
) -> None:
    process = subprocess.Popen(arguments(watched_shop, f"{SHOP}/sdk?views=2"), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    while "200" not in process.stdout.readline():
        assert process.poll() is None
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert [call.status for call in workspace.captures.load("visit").calls][:1] == [200]
    for child in map(int, children):
        _wait_for_end(child)


def _wait_for_end(process: int) -> None:
    """Waits until a process that isn't this one's child has ended."""
    try:
        descriptor = os.pidfd_open(process)
    except ProcessLookupError:
        return
    import select

    try:
        ended, _, _ = select.select([descriptor], [], [], 60)
        assert ended
    finally:
        os.close(descriptor)


def test_the_checks_say_nothing_wrong_about_a_visit_that_is_right(watched_shop: Shop, tmp_path: Path) -> None:
    steps = tmp_path / "visit.steps"
    steps.write_text(f"wait #done\nwait 1s\ngoto {SHOP}/sdk?views=1&page=2\nwait #done\nwait 2s\n")
    status, lines, said = capture(watched_shop, f"{SHOP}/sdk?views=1", "--steps", str(steps))
    assert status == 0, said
    assert len(of_type(lines, "call")) >= 3
    assert [line for line in of_type(lines, "finding") if line["severity"] != "info"] == []
    [summary] = of_type(lines, "summary")
    assert len(summary["ecids"]) == 1
    assert summary["locationHints"]["used"] == summary["locationHints"]["due"] > 0
    [library] = summary["libraries"]
    assert library.startswith("alloy 2.")
