"""`edge-tui capture`: a visit in lines, in JSON, in history; what is expected of it; its exit status."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from edge_tui.browser import Launch
from edge_tui.cli.recording.feed import VisitFeed
from edge_tui.cli.recording.lines import LineWriter
from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.origin import Frame
from edge_tui.model.sightings import Cause, CommandState, Failed, SdkRequest, Sighting
from edge_tui.store.history import History
from edge_tui.store.recordings import RecordingStore
from edge_tui.workspace import browser_recording
from edge_tui.workspace.live_recording import SourceDidNotStartError, SourceNotFoundError, Tell
from tests.conftest import Command, Ended
from tests.recording.sources import TranscriptSource
from tests.recording.transcript import (
    DATASTREAM,
    SECRETS,
    SHOP,
    answered,
    at,
    began,
    body_of,
    configured,
    event,
    identity,
    observed,
    opened,
    url_of,
    visit,
)
from tests.recording.transcript import command as told_command

Record = Callable[..., Ended]
NAME = "spring sale"
ID = "11111111-2222-4333-8444-555555555555:dev"


@pytest.fixture
def launches() -> list[Launch]:
    """What a browser was asked to do."""
    return []


@pytest.fixture
def record(command: Command, monkeypatch: pytest.MonkeyPatch, launches: list[Launch]) -> Record:
    """Runs `edge-tui capture` with a transcript in the place of a browser."""

    def run(
        *arguments: str,
        told: Iterable[Sighting] | None = None,
        ends: str = "",
        closed: bool = False,
        problem: str = "",
    ) -> Ended:
        sightings = visit() if told is None else told

        def source(launch: Launch, tell: Tell, _clock: object) -> TranscriptSource:
            launches.append(launch)
            made = TranscriptSource(tell, sightings, ends=ends, closed=closed)
            made.problem = problem
            return made

        monkeypatch.setattr(browser_recording, "browser_source", source)
        named = () if "--name" in arguments else ("--name", NAME)
        limited = () if ends or "--for" in arguments else ("--for", "1ms")
        return command("capture", "https://www.shop.example/", *named, *limited, *arguments)

    return run


def documents(ended: Ended) -> list[dict[str, Any]]:
    """The JSON lines."""
    return [json.loads(line) for line in ended.out.splitlines()]


def of_type(ended: Ended, name: str) -> list[dict[str, Any]]:
    """Those of one type."""
    return [each for each in documents(ended) if each["type"] == name]


def quiet() -> list[Sighting]:
    """A visit of one page that is right."""
    return [opened(0), configured(), began("1", 1), answered("1", 1.1, identity())]


def test_lines_name_each_call_once_with_how_it_ended(record: Record) -> None:
    ended = record()
    assert ended.status == 0, ended.talk
    assert "Transcript 1: recording as spring sale. Ctrl-C ends it" in ended.talk
    lines = ended.out.splitlines()
    assert "── 1 · https://www.shop.example/ · tab 1" in lines[0]
    for word in ("#1 ", "#2 ", "#7 "):
        assert sum(line.startswith(word) for line in lines) in (1, 2)
    assert "200  61 ms  ECID 4186…6988" in ended.out
    assert "✖ blocked  by an extension" in ended.out
    assert "✖ blocked  by the page's CSP" in ended.out
    assert "↩ canceled  The page went before there was a response" in ended.out
    assert "✖ sendEvent commerce.purchases: rejected (offline), no call was made" in ended.out
    assert "spring sale: 3 pages, 7 calls, 1 command that made no call, 2 blocked, 2 without a response." in ended.out
    assert "(blocked)" in ended.out


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([began("1", 1), answered("1", 1.1, identity())], "4186…6988 · in 1 call"),
        ([began("1", 1), answered("1", 1.1, identity()), began("2", 2)], "4186…6988 · in 1 call, none in 1"),
        (
            [each for name in "12" for each in (began(name, 1), answered(name, 1.1, identity()))],
            "4186…6988 · the same in 2 calls",
        ),
    ],
)
def test_an_ecid_is_the_same_only_if_several_calls_have_it(told: list[Sighting], words: str, record: Record) -> None:
    lines = record(told=[opened(0), *told]).out.splitlines()
    assert [line.strip() for line in lines if "ECID   " in line] == [f"ECID          {words}"]


def test_a_command_that_is_written_under_another_page_names_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    rejected = told_command("c", 0.5, CommandState.REJECTED, path="/", error="offline")
    feed = VisitFeed(LineWriter())
    for seconds, told in ((1, [rejected]), (9, [rejected, opened(2, "/cart")])):
        feed.look(observed([opened(0), *told]).visit, at(seconds) if seconds > 1 else at(0.6))
    lines = capsys.readouterr().out.splitlines()
    assert [line.strip().partition(" · ")[0] for line in lines] == ["── 1", "── 2", lines[-1].strip()]
    assert lines[-1].strip() == "✖ page 1: sendEvent web.webpagedetails.pageViews: rejected (offline), no call was made"


def test_an_event_type_that_is_learned_of_later_is_in_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = began("1", 1), replace(began("1", 1), body=None)
    writer = LineWriter()
    feed = VisitFeed(writer)
    feed.look(observed([opened(0), second]).visit, at(2))
    feed.look(observed([opened(0), first, answered("1", 1.1)]).visit, at(3))
    assert "interact     –  … web.webpagedetails.pageViews  200  61 ms" in capsys.readouterr().out


@pytest.mark.parametrize("url", ["", "http://", "ht!tp://x y", "http://127.0.0.1:99999/", "javascript:alert(1)"])
def test_a_url_that_cannot_be_opened_is_named_at_once(url: str, command: Command, launches: list[Launch]) -> None:
    ended = command("capture", url, "--until-idle", "1s")
    assert ended.status == 2
    assert ended.talk == f"{url!r} isn't a URL that a browser can open. Give one such as https://www.shop.example/.\n"
    assert launches == []


@pytest.mark.parametrize("host", ["", "http://a b", "edge.shop example", "*.shop.example"])
def test_an_edge_host_that_is_none_is_named(host: str, record: Record, launches: list[Launch]) -> None:
    ended = record("--edge-host", "edge.shop.example", "--edge-host", host)
    assert ended.status == 2
    assert f"{host!r} isn't a host name." in ended.talk
    assert launches == []


def test_a_call_is_never_before_its_page(record: Record) -> None:
    ended = record(told=[replace(opened(0), at=at(1)), configured(1.1), began("1", 0.9), answered("1", 1.2)])
    [line] = [each for each in ended.out.splitlines() if each.startswith("#1")]
    assert " 0.00 s  interact" in line


def test_json_is_one_object_a_line_with_the_summary_last(record: Record, command: Command) -> None:
    ended = record("--json", "--headless")
    found = documents(ended)
    assert {each["type"] for each in found} == {
        "page",
        "sdk",
        "call",
        "blocked",
        "tried",
        "notice",
        "finding",
        "summary",
    }
    assert found[-1]["type"] == "summary"
    assert [each["number"] for each in of_type(ended, "page")] == [1, 2, 3]
    calls = of_type(ended, "call")
    assert sorted(each["requestId"] for each in calls) == [f"r-{number}" for number in range(1, 8)]
    first = next(each for each in calls if each["requestId"] == "r-1")
    assert first["status"] == 200
    assert first["origin"]["page"]["number"] == 1
    assert first["request"]["body"]["events"]
    # What scripts read of one exchange, they read of any.
    shown = json.loads(command("history", "show", "r-1", "--json").out)
    assert set(shown) <= set(first)
    assert first["outline"] == shown["outline"]
    [of_show, *_] = json.loads(command("capture", "show", NAME, "--json").out)["calls"]
    assert (set(of_show), of_show["outline"]) == (set(first) - {"type"}, shown["outline"])
    blocked = {each["requestId"]: each for each in of_type(ended, "blocked")}
    assert blocked["r-6"]["by"] == "csp"
    assert blocked["r-6"]["directive"] == "connect-src"
    assert blocked["r-4"]["by"] == "extension"
    [tried] = of_type(ended, "tried")
    assert (tried["command"], tried["why"], tried["detail"]) == ("sendEvent", "rejected", "offline")
    summary = found[-1]
    assert (summary["pages"], summary["calls"], summary["blocked"], summary["withoutAnswer"]) == (3, 7, 2, 4)
    assert summary["findings"] == len(of_type(ended, "finding"))
    assert "may hold personal data" in ended.talk


def test_no_secret_of_the_site_is_printed_exported_or_shown(record: Record, command: Command, tmp_path: Path) -> None:
    har, junit = tmp_path / "visit.har", tmp_path / "report.xml"
    printed = [
        record("--json", "--har", str(har), "--junit", str(junit), "--expect", "calls == 7"),
        record("--name", "other"),
        command("capture", "show", NAME),
        command("capture", "show", NAME, "--json"),
        command("capture", "check", NAME, "--json"),
        command("capture", "diff", NAME, "other", "--json"),
        *(command("export", "--capture", NAME, "--format", each) for each in ("har", "json", "csv", "curl", "bundle")),
        command("history", "search", "capture:" + NAME.split(maxsplit=1)[0] + "*", "--json"),
    ]
    everything = "".join(each.out + each.talk for each in printed) + har.read_text() + junit.read_text()
    assert not [secret for secret in SECRETS if secret in everything]
    assert all(each.status in (0, 1) for each in printed), [each.talk for each in printed]


def test_expectations_decide_the_exit_status_and_are_in_the_report(record: Record, tmp_path: Path) -> None:
    junit = tmp_path / "report.xml"
    expected = ["--expect", "page:/ call:web.webpagedetails.pageViews >= 1", "--expect", "no blocked"]
    ended = record(*expected, "--junit", str(junit))
    assert ended.status == 1
    assert "✓ page:/ call:web.webpagedetails.pageViews >= 1" in ended.talk
    assert "✖ no blocked: got 2" in ended.talk
    suite = ET.parse(junit).getroot()
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("edge-tui capture spring sale", "3", "1")
    assert [case.get("name") for case in suite][1:] == ["recorded", expected[1], expected[3]]
    assert record("--name", "right", "--expect", "every status == 200", told=quiet()).status == 0
    summary = of_type(record("--name", "json", "--json", "--expect", "no blocked", told=quiet()), "summary")[0]
    assert summary["expectations"] == [{"expression": "no blocked", "ok": True}]


def test_a_source_that_ends_by_itself_is_status_3_and_what_it_saw_is_kept(record: Record, command: Command) -> None:
    ended = record(ends="The browser has ended.")
    assert ended.status == 3
    kept = "What it sent until then, 7 calls, is kept as spring sale. Start another recording to go on."
    assert f"The browser has ended. {kept}" in ended.talk
    assert "7 calls" in ended.out
    assert json.loads(command("capture", "list", "--json").out)[0]["calls"] == 7


def test_a_browser_that_is_closed_is_a_normal_end(record: Record, tmp_path: Path) -> None:
    junit = tmp_path / "report.xml"
    ended = record("--junit", str(junit), ends="The browser was closed.", closed=True)
    assert ended.status == 0
    assert "The browser was closed. What it sent until then, 7 calls, is kept as spring sale." in ended.talk
    assert ET.parse(junit).getroot().get("failures") == "0"
    unmet = record("--name", "other", "--expect", "calls == 0", ends="The browser was closed.", closed=True)
    assert unmet.status == 1


def test_a_step_that_can_not_be_done_is_status_3(record: Record, tmp_path: Path) -> None:
    junit = tmp_path / "report.xml"
    ended = record("--junit", str(junit), told=quiet(), problem="Step 1, line 1: #buy isn't there.")
    assert ended.status == 3
    assert "Step 1, line 1: #buy isn't there." in ended.talk
    assert ET.parse(junit).getroot().get("failures") == "1"


def test_it_ends_when_nothing_has_happened_for_a_while(record: Record) -> None:
    ended = record("--until-idle", "50ms", "--for", "60s", told=quiet())
    assert (ended.status, "1 call" in ended.out) == (0, True)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SourceNotFoundError("No browser was found.", "Install one, or give --browser PATH."), 2),
        (SourceDidNotStartError("The browser ended at once.", "Try --browser-arg=--no-sandbox."), 3),
    ],
)
def test_without_a_browser_it_says_how_to_get_one_and_records_nothing(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: SetupError, status: int
) -> None:
    class NoSource:
        def start(self) -> str:
            raise error

        def stop(self) -> None:
            """Nothing runs."""

    monkeypatch.setattr(browser_recording, "browser_source", lambda *_: NoSource())
    junit = tmp_path / "report.xml"
    ended = command("capture", "https://www.shop.example/", "--name", NAME, "--junit", str(junit))
    assert (ended.status, ended.out) == (status, "")
    assert str(error) in ended.talk
    [failure] = ET.parse(junit).getroot().iter("failure")
    assert failure.text == str(error)
    ended = command("capture", "https://www.shop.example/", "--name", NAME, "--json")
    assert (ended.status, json.loads(ended.out)) == (status, {"error": {"what": error.what, "how": error.how}})
    assert json.loads(command("capture", "list", "--json").out) == []


def test_the_options_reach_the_browser(record: Record, launches: list[Launch], tmp_path: Path) -> None:
    steps = tmp_path / "visit.steps"
    steps.write_text("goto /cart\nclick #buy\n")
    record(
        *("--browser", "chromium", "--headless", "--browser-arg=--no-sandbox", "--browser-arg", "--lang=de"),
        *("--profile-folder", "shop", "--edge-host", "metrics.shop.example", "--steps", str(steps)),
        *("--to-datastream", "11111111-2222-4333-8444-555555555555:dev"),
    )
    [launch] = launches
    assert (launch.browser, launch.headless, launch.urls) == ("chromium", True, ("https://www.shop.example/",))
    assert launch.arguments == ("--no-sandbox", "--lang=de")
    assert launch.profile_folder is not None
    assert launch.profile_folder.name == "shop"
    assert launch.edge_hosts == ("metrics.shop.example",)
    assert [str(step.kind) for step in launch.steps] == ["goto", "click"]
    assert launch.rewriter is not None
    assert "11111111-2222-4333-8444-555555555555:dev" in launch.rewriter.sentences[0]


def test_what_changes_calls_is_said_and_kept_with_the_recording(record: Record, command: Command) -> None:
    ended = record("--to-datastream", "11111111-2222-4333-8444-555555555555:dev")
    assert "Changed on its way: --to-datastream: calls go to datastream 11111111" in ended.talk
    assert "changed       --to-datastream" in command("capture", "show", NAME).out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--for", "soon"], "--for soon isn't a duration. Write 500ms, 30s, 2m or 1h."),
        (["--until-idle", "0s"], "--until-idle 0s is too short"),
        (["--profile-folder", "../x"], "can't be the name of a folder"),
        (["--cdp", "http://127.0.0.1:1", "--headless"], "--cdp joins a browser that runs already"),
        (["--untouched", "--to-emulator"], "--untouched changes nothing"),
        (["--to-datastream", "abc"], "'abc' isn't a datastream ID. Copy it from the datastream"),
        (["--to-datastream", ""], "'' isn't a datastream ID"),
        (["--to-emulator", "--to-datastream", ID], "Give one of --to-datastream, --to-profile and --to-emulator"),
        (["--expect", "stat == 3"], "unknown subject 'stat'"),
        (["--steps", "/nowhere/steps"], "can't be read"),
        (["--rule", "/nowhere/rules"], "can't be read"),
        (["--junit", "/nowhere/report.xml"], "can't be written"),
        (["--har", "/nowhere/visit.har"], "can't be written"),
        (["--name", "a\nb"], "can't be the name of a recording"),
    ],
)
def test_a_mistake_is_said_before_a_browser_starts(
    record: Record, launches: list[Launch], arguments: list[str], words: str
) -> None:
    ended = record(*arguments)
    assert (ended.status, ended.out, launches) == (2, "", [])
    assert words in ended.talk


@pytest.mark.parametrize("mistakes", [1, 2, 9])
def test_steps_with_mistakes_name_their_places(record: Record, tmp_path: Path, mistakes: int) -> None:
    steps = tmp_path / "visit.steps"
    steps.write_text("goto /\n" + "jump over\n" * mistakes)
    ended = record("--steps", str(steps))
    assert ended.status == 2
    assert f"{steps}, line 2, column 1: 'jump' isn't a step" in ended.talk
    assert ended.talk.count("'jump' isn't a step") == min(mistakes, 5)
    assert ("; 4 more." in ended.talk) == (mistakes == 9)


@pytest.mark.parametrize("text", ["", "# goto /\n\n"])
def test_a_file_without_a_step_is_a_mistake(record: Record, tmp_path: Path, text: str) -> None:
    (tmp_path / "visit.steps").write_text(text)
    ended = record("--steps", str(tmp_path / "visit.steps"))
    assert ended.status == 2
    assert "visit.steps has no step. The steps are goto" in ended.talk


def test_a_file_of_steps_that_isnt_text_is_named_and_not_shown(record: Record, tmp_path: Path) -> None:
    (tmp_path / "visit.steps").write_bytes(b"goto /\n\xff\xfe\x00\x01")
    ended = record("--steps", str(tmp_path / "visit.steps"))
    assert ended.status == 2
    assert "visit.steps isn't a text in UTF-8. The steps are goto" in ended.talk


def test_an_sdk_whose_version_is_never_known_names_its_page(record: Record) -> None:
    told = [opened(0), configured(), began("1", 1), answered("1", 1.1), opened(5, "/out")]
    unnamed = replace(configured(5.1, "/out", defaultConsent="out"), version="")
    ended = record(told=[*told, unnamed, opened(9, "/next")])
    assert "\n     page 2: alloy · “alloy” · " in ended.out


def test_a_name_that_is_taken_is_refused(record: Record) -> None:
    record()
    ended = record()
    assert ended.status == 2
    assert "There is already a recording 'spring sale'." in ended.talk


def test_headless_without_anything_to_open_is_a_mistake(command: Command) -> None:
    ended = command("capture", "--headless")
    assert ended.status == 2
    assert "There is nothing to open." in ended.talk


def test_past_recordings_are_listed_shown_checked_and_deleted(record: Record, command: Command) -> None:
    assert "No recordings yet." in command("capture", "list").talk
    record()
    record("--name", "quiet", told=quiet())
    [first, second] = json.loads(command("capture", "list", "--json").out)
    assert {first["name"], second["name"]} == {"quiet", NAME}
    spring = first if first["name"] == NAME else second
    assert (spring["source"], spring["pages"], spring["calls"], spring["blocked"], spring["tried"]) == (
        *("chromium", 3, 7, 2),
        1,
    )
    assert NAME in command("capture", "list").out
    shown = command("capture", "show", NAME)
    assert shown.status == 0
    assert "── 3 · https://www.shop.example/cart?voucher" in shown.out
    assert "rejected (offline)" in shown.out
    assert [line.split()[1] for line in shown.out.splitlines() if line.startswith("── ")] == ["1", "2", "3"]
    document = json.loads(command("capture", "show", NAME, "--json").out)
    assert (len(document["pages"]), len(document["calls"]), document["visit"]["blocked"]) == (3, 7, 2)
    assert command("capture", "check", "quiet", "--expect", "no findings").status == 0
    assert command("capture", "check", "quiet", "--expect", "calls == 2").status == 1
    assert "Deleted spring sale: 7 calls." in command("capture", "delete", NAME).talk
    assert command("capture", "show", NAME).status == 2
    assert [each["name"] for each in json.loads(command("capture", "list", "--json").out)] == ["quiet"]


def test_checking_finds_errors_with_status_1(record: Record, command: Command) -> None:
    record(told=[opened(0), began("1", 1), answered("1", 1.1), began("2", 1.2), answered("2", 1.3)])
    checked = command("capture", "check", NAME, "--json")
    assert checked.status == 1
    [finding] = of_type(checked, "finding")
    assert (finding["check"], finding["severity"]) == ("double-page-view", "error")
    assert finding["requestIds"] == ["r-1", "r-2"]


def test_a_difference_between_two_visits_is_status_1(record: Record, command: Command) -> None:
    record(told=quiet())
    record("--name", "same", told=quiet())
    record("--name", "less", told=quiet()[:2])
    body = body_of(event(name="start"))
    other = [opened(0), configured(), began("1", 1, body=body), answered("1", 2)]
    record("--name", "changed", told=other)
    same = command("capture", "diff", NAME, "same")
    assert (same.status, same.out) == (0, "")
    assert "Both sent the same." in same.talk
    less = command("capture", "diff", NAME, "less")
    assert less.status == 1
    assert "- web.webpagedetails.pageViews: only in the first" in less.out
    changed = command("capture", "diff", NAME, "changed")
    assert changed.status == 1
    assert "/events/0/xdm/web/webPageDetails/name: home → start" in changed.out
    [page] = json.loads(command("capture", "diff", NAME, "changed", "--json").out)
    assert len(page["calls"][0]["differences"]) == 1


def test_history_finds_the_calls_of_a_recording(record: Record, command: Command) -> None:
    record()

    def found(*words: str) -> list[str]:
        listed = json.loads(command("history", "search", *words, "--json").out)
        return sorted(each["requestId"] for each in listed)

    assert found(f'capture:"{NAME}"') == [f"r-{number}" for number in range(1, 8)]
    assert found(f"capture:{NAME}") == found(f'capture:"{NAME}"'), "a shell takes the quotes away"
    assert found("unload", f"capture:{NAME}") == found("unload")
    assert found("blocked") == ["r-4", "r-6"]
    assert found("unload") == ["r-3", "r-5"]
    assert found("page:/cart") == ["r-6", "r-7"]
    assert len(found("ds:11111111")) == 7
    [first] = [each for each in json.loads(command("history", "list", "--json").out) if each["requestId"] == "r-4"]
    assert (first["action"], first["capture"], first["failure"]) == ("interact", NAME, "blocked")
    assert first["page"] == "https://www.shop.example/product/42?sku"
    assert first["datastreamId"].startswith("11111111")


def test_a_recording_exported_as_a_har_comes_back_as_the_same_calls(
    record: Record, command: Command, tmp_path: Path
) -> None:
    har = tmp_path / "visit.har"
    told = [*visit()[:-1], began("8", 6.6), Failed("8", at(7), Cause.DNS, "net::ERR_NAME_NOT_RESOLVED")]
    record("--har", str(har), told=told)
    imported = command("import", str(har), "--history", "--name", "imported")
    assert imported.status == 0, imported.talk
    first = {each["requestId"]: each for each in json.loads(command("capture", "show", NAME, "--json").out)["calls"]}
    shown = json.loads(command("capture", "show", "imported", "--json").out)
    again = {each["requestId"]: each for each in shown["calls"]}
    assert set(first) == set(again)
    for request_id, call in first.items():
        same = again[request_id]
        for member in ("request", "status", "body", "handles", "action", "datastreamId", "eventType", "state"):
            assert same[member] == call[member], (request_id, member)
        assert same["origin"]["page"]["url"] == call["origin"]["page"]["url"]
        for member in ("cookiesSent", "initiator", "unload", "sdk"):
            assert same["origin"][member] == call["origin"][member], (request_id, member)
    assert command("capture", "diff", NAME, "imported").status == 0


def test_calls_are_exported_as_a_table_and_as_json(record: Record, command: Command) -> None:
    record()
    table = command("export", "--capture", NAME, "--format", "csv").out.splitlines()
    assert table[0].startswith("at,page,page url,kind,action,event type,state,status")
    assert len(table) == 8
    assert sum(",page view," in line for line in table) == 5
    chosen = command("export", "--capture", NAME, "--format", "json", "--call", "web.webinteraction.*", "--call", "r-1")
    assert [each["requestId"] for each in json.loads(chosen.out)] == ["r-2"]
    for calls, count in ((["--call", "*"], 7), (["--call", "web.webinteraction.*"], 1)):
        lines = command("export", "--capture", NAME, "--format", "body", *calls).out.splitlines()
        read = [json.loads(line) for line in lines]
        # One was stopped by the page before its body was known.
        assert [each is None or "events" in each for each in read] == [True] * count
    nothing = command("export", "--capture", NAME, "--call", "nothing")
    assert (nothing.status, nothing.talk.partition(".")[0]) == (2, f"The recording {NAME} has no such call")
    record("--name", "empty", told=[opened(0)])
    empty = command("export", "--capture", "empty", "--format", "csv")
    assert (empty.status, empty.talk.partition(".")[0]) == (2, "The recording empty has no calls")
    assert command("export", "--capture", "unknown", "--format", "csv").status == 2
    assert command("export", "--format", "csv").status == 2


def test_a_hostile_page_draws_nothing_on_the_terminal(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "\x1b[31m\x1b]0;x\x07\u202e"
    told = [
        opened(0, f"/{hostile}"),
        configured(defaultConsent=hostile),
        began("1", 1, path=f"/{hostile}"),
        answered("1", 1.1),
    ]
    ended = record(told=told)
    assert ended.status == 0
    assert not any(each in ended.out + ended.talk for each in hostile if not each.isprintable())
    assert not any(each in record("--name", "b", "--json", told=told).out for each in "\x1b\x07\u202e")


_LOADED = """
import sys
import edge_tui.cli.capture, edge_tui.cli.history, edge_tui.cli.send
heavy = ("edge_tui.browser", "edge_tui.recording", "edge_tui.visit", "websockets", "asyncio")
print([name for name in sys.modules if name.startswith(heavy)])
"""


def test_the_browser_is_loaded_by_a_recording_alone() -> None:
    loaded = subprocess.run([sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"


def test_a_finding_names_the_scripts_and_the_tag_rules_of_its_calls(record: Record) -> None:
    stack = (Frame("send", f"{SHOP}/alloy.js", 15), Frame("track", f"{SHOP}/own.js", 12))
    rule = SdkRequest(at(1), "alloy", "r-1", f"{SHOP}/", "1", ("a-1",), ("All pages",))
    told = [opened(0), configured(), rule]
    for call, seconds, status in (("1", 1, 200), ("2", 1.01, 200), ("3", 5, 404)):
        told += [began(call, seconds, initiator=stack), answered(call, seconds + 0.05, identity(), status=status)]
    ended = record("--json", told=told)
    double = next(each for each in of_type(ended, "finding") if each["check"] == "double-page-view")
    assert double["callers"] == [
        {"requestId": "r-1", "script": "own.js:12", "tagRules": ["All pages"]},
        {"requestId": "r-2", "script": "own.js:12", "tagRules": []},
        {"requestId": "r-3", "script": "own.js:12", "tagRules": []},
    ]
    assert ", from tag rule “All pages” in own.js:12 and own.js:12: " in double["message"]
    assert of_type(ended, "call")[0]["origin"]["tagRules"] == ["All pages"]
    lines = record("--name", "again", told=told).out.splitlines()
    place = next(index for index, line in enumerate(lines) if "(error-response)" in line)
    assert lines[place + 1] == "      from own.js:12"


def test_a_value_that_one_visit_did_not_send_is_a_difference_like_any_other(record: Record, command: Command) -> None:
    sent, more = event(), event()
    more["xdm"]["device"] = {"screenHeight": 1080}
    for name, each in (("one", sent), ("two", more)):
        told = [opened(0), configured(), began("1", 1, body=body_of(each)), answered("1", 1.1, identity())]
        record("--name", name, told=told)
    forth, back = command("capture", "diff", "one", "two"), command("capture", "diff", "two", "one")
    assert (forth.status, back.status) == (1, 1)
    assert "/events/0/xdm/device: (not sent) → {1}" in forth.out
    assert "/events/0/xdm/device: {1} → (not sent)" in back.out


def test_what_a_browser_does_not_support_is_a_usage_error(command: Command, tmp_path: Path) -> None:
    program = tmp_path / "firefox"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    ended = command("capture", "www.shop.example", "--browser", str(program), "--to-emulator")
    assert ended.status == 2
    assert "Firefox can't change what passes." in ended.talk


def test_what_a_site_asked_for_and_where_its_calls_went_are_both_said(record: Record, tmp_path: Path) -> None:
    other = url_of("r-1", base="https://edge.adobedc.net/ee/v1", datastream=f"{DATASTREAM[:-4]}0002:dev")
    told = [opened(0), began("1", 1, sent_to=other), answered("1", 1.1), began("2", 2), answered("2", 2.1)]
    junit = tmp_path / "report.xml"
    ended = record("--junit", str(junit), told=told)
    words = f"{DATASTREAM[:-4]}0002:dev at edge.adobedc.net (1), instead of {DATASTREAM}"
    assert f"  datastreams   {DATASTREAM} (2)\n" in ended.out
    assert f"  sent to       {words}\n" in ended.out
    properties = {each.get("name"): each.get("value") for each in ET.parse(junit).getroot().iter("property")}
    assert properties == {"recording": "spring sale", "sent to": words}
    lines = record("--json", "--name", "json", told=told)
    place = {"host": "edge.adobedc.net", "datastreamId": f"{DATASTREAM[:-4]}0002:dev"}
    assert [each["origin"]["sentTo"] for each in of_type(lines, "call")] == [place, None]
    summary = of_type(lines, "summary")[0]
    assert summary["sentTo"] == [{**place, "calls": 1, "insteadOf": [DATASTREAM]}]
    assert summary["datastreams"] == {DATASTREAM: 2}


def test_where_calls_went_is_in_history(record: Record, command: Command) -> None:
    other = url_of("r-1", base="http://127.0.0.1:8080/ee/v1")
    record(told=[opened(0), began("1", 1, sent_to=other), answered("1", 1.1)])
    assert f"  sent to       {DATASTREAM} at 127.0.0.1:8080 (1)\n" in command("capture", "show", "spring sale").out


def test_commands_that_differ_in_their_times_alone_are_one_line_and_each_in_json(
    record: Record, command: Command
) -> None:
    told = [configured(defaultConsent="pending"), opened(0)]
    told += [told_command(f"a{number}", 1 + number / 10) for number in range(200)]
    told += [told_command(f"b{number}", 2, event_type="commerce.purchases") for number in range(2)]
    recorded = record(told=told)
    for printed in (recorded, command("capture", "show", NAME)):
        lines = [line for line in printed.out.splitlines() if "no call was made" in line]
        assert [" · 200 times, " in lines[0], " to " in lines[0], " · 2 times, " in lines[1]] == [True] * 3
        assert len(lines) == 2
    assert len(json.loads(command("capture", "show", NAME, "--json").out)["tried"]) == 202
    assert len(of_type(record("--json", "--name", "json", told=told), "tried")) == 202


@pytest.mark.parametrize(
    ("method", "missing"),
    [
        ((History, "record"), "7 calls are not in history, or not as they ended."),
        ((RecordingStore, "save"), "The recording is not in history, or not as it ended."),
    ],
)
def test_what_could_not_be_written_is_said_and_no_success(
    record: Record, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, method: tuple[type, str], missing: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StorageError("The disk is full.", "Free some space.")

    monkeypatch.setattr(*method, fail)
    junit = tmp_path / "report.xml"
    ended = record("--junit", str(junit))
    assert ended.status == 2
    assert "The disk is full. Free some space." in ended.talk
    assert missing in ended.talk
    assert missing in junit.read_text()
    # That it ended by itself says more.
    assert record("--name", "other", ends="The browser has ended.").status == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_report_has_that_the_other_one_could_not_be_written(record: Record, tmp_path: Path) -> None:
    junit = tmp_path / "report.xml"
    ended = record("--junit", str(junit), "--har", "/dev/full", "--expect", "calls == 7")
    assert ended.status == 2
    assert "/dev/full can't be written" in ended.talk
    suite = ET.parse(junit).getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
