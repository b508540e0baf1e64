"""Page addresses leave a recording with the names of their queries alone, and findings quote no values of them."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edge_tui.model.origin import Frame
from edge_tui.model.sightings import (
    Blocked,
    Cause,
    CommandState,
    Console,
    PageOpened,
    Sighting,
    SourceNotice,
)
from edge_tui.visit import CHECKS
from edge_tui.workspace import Workspace, browser_recording
from tests.conftest import Command, Ended
from tests.recording.sources import TranscriptSource
from tests.recording.transcript import (
    LINK,
    SHOP,
    VIEW,
    answered,
    at,
    began,
    body_of,
    configured,
    event,
    identity,
    opened,
    url_of,
)
from tests.recording.transcript import (
    command as sdk_command,
)

SECRET = "SECRETx7391"
USER = SHOP.replace("://", f"://anna:{SECRET}@")
# Wherever an address may have something that is nobody's business.
PLACES = [
    f"?voucher={SECRET}",
    f"?a=1&voucher={SECRET}#b",
    f"?{SECRET}",
    f"?q=('{SECRET}')",
    f"#{SECRET}",
    f"#/pay?token={SECRET}",
    f";jsessionid={SECRET}",
]


def addresses(place: str) -> Iterator[Sighting]:
    """A visit whose every address but those in its events has a secret."""
    page = f"{USER}/cart{place}"
    stack = (Frame("send", f"{USER}/launch-EN1-development.min.js{place}", 1), Frame("", f"{USER}/own.js{place}", 7))
    headers = (("referer", page), ("origin", USER), ("content-type", "text/plain"))
    known: dict[str, Any] = {"page_url": page, "initiator": stack, "headers": headers}
    yield PageOpened(at(0), page, "1")
    yield replace(configured(0.1, edgeDomain=f"anna:{SECRET}@edge.shop.example"), page_url=page)
    for call, seconds in (("1", 0.4), ("2", 0.5)):
        yield replace(began(call, seconds, path="/cart"), **known)
        yield replace(answered(call, seconds + 0.1, identity()), missing=f"no body of {page}")
    yield replace(began("3", 0.6, url=f"{url_of('r-3')}&back={page}"), **known)
    yield answered("3", 0.7, status=302, headers=(("location", page), ("content-location", page)))
    yield Blocked(at(0.8), url_of("r-4"), Cause.CSP, f"connect-src {page}", page, "1")
    yield sdk_command("c", 1.0, page_url=page)
    yield sdk_command("c", 1.1, CommandState.REJECTED, page_url=page, error=f"Failed at {page}: no")
    yield Console(at(1.2), "error", f"[alloy] The page ({page}) said {page}", page, "1")
    yield SourceNotice(at(1.3), f"{page} could not be opened: net::ERR_FAILED.")


def events(place: str) -> Iterator[Sighting]:
    """A visit whose events name addresses with a secret, wrongly in every way that a check looks for."""
    page = f"https://www.other.example/cart{place}"
    yield opened(0)
    yield configured(0.1)
    for number, name in enumerate((page, page, f"/cart{place}", f"cart{place}")):
        for again in range(2):
            call, seconds = f"v{number}{again}", 1 + number + again / 100
            view, link = event(name=name), event(LINK)
            view["xdm"]["web"]["webPageDetails"] |= {"URL": page, "viewName": page, "server": page, "isErrorPage": page}
            view["xdm"]["web"]["webReferrer"] = {"URL": page, "type": page, "surprise": page}
            view["xdm"] |= {"eventType": VIEW, "timestamp": page, "_id": page, "surprise": page}
            link["xdm"]["web"]["webInteraction"] = {"name": page, "URL": page, "type": page}
            yield began(call, seconds, body=body_of(view))
            yield answered(call, seconds + 0.05, identity(str(number) * 38))
            yield began(f"l{call}", seconds, body=body_of(link))
            yield answered(f"l{call}", seconds + 0.05)
    odd = event(kind=page)
    odd["query"] = {"personalization": {"decisionScopes": [page], "surfaces": [f"web://www.shop.example/{place}"]}}
    for call, seconds in (("o1", 8.0), ("o2", 8.1)):
        yield began(call, seconds, body=body_of(odd))
        yield answered(call, seconds + 2, status=404, elapsed_ms=2000.0)


@pytest.fixture
def record(command: Command, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Runs `edge-tui capture` with sightings in the place of a browser."""

    def run(told: Iterable[Sighting], *arguments: str) -> Ended:
        monkeypatch.setattr(
            browser_recording, "browser_source", lambda _launch, tell, _clock: TranscriptSource(tell, list(told))
        )
        return command("capture", f"{SHOP}/", "--name", "visit", "--for", "1ms", *arguments)

    return run


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("arguments", [(), ("--json",)], ids=["lines", "json"])
def test_no_address_of_a_page_or_a_script_leaves_with_a_value(  # noqa: PLR0917 (fixtures)
    place: str,
    arguments: tuple[str, ...],
    record: Callable[..., Ended],
    command: Command,
    workspace: Workspace,
    home: Path,
    tmp_path: Path,
) -> None:
    files = tmp_path / "report.xml", tmp_path / "visit.har"
    reports = "--junit", str(files[0]), "--har", str(files[1]), "--expect", "calls == 9"
    ended = record(addresses(place), *arguments, *reports)
    said = [ended.out, ended.talk, *(each.read_text() for each in files)]
    for past in (("show", "visit"), ("show", "visit", "--json"), ("check", "visit"), ("check", "visit", "--json")):
        again = command("capture", *past)
        said += [again.out, again.talk]
    for form in ("har", "json", "csv"):
        exported = command("export", "--capture", "visit", "--format", form)
        assert exported.status == 0
        said += [exported.out, exported.talk]
    assert "double-page-view" in said[0]
    assert [text for text in said if SECRET in text] == []
    assert [str(path) for path in home.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()] == []
    kept = [workspace.history.load(key) for key in workspace.history.keys_of_recording("visit")]
    assert len(kept) == 4
    assert SECRET not in repr(kept)


@pytest.mark.parametrize("place", PLACES)
def test_what_a_finding_quotes_of_an_event_has_no_value_of_a_query(place: str, record: Callable[..., Ended]) -> None:
    ended = record(events(place))
    assert SECRET not in ended.out + ended.talk
    findings = [json.loads(line) for line in record(events(place), "--json", "--name", "again").out.splitlines()]
    found = {each["check"]: each for each in findings if each["type"] == "finding"}
    assert (
        {"double-page-view", "page-url", "event-lint", "repeated-payload", "error-response"}
        <= set(found)
        <= set(CHECKS)
    )
    assert SECRET not in json.dumps(list(found.values()))
    summary = findings[-1]
    assert summary["type"] == "summary"
    assert SECRET not in json.dumps(summary)


def test_an_event_is_kept_as_the_site_sent_it(record: Callable[..., Ended], command: Command) -> None:
    record(events(PLACES[0]))
    shown = json.loads(command("capture", "show", "visit", "--json").out)
    sent = [each["xdm"]["web"] for call in shown["calls"] for each in call["request"]["body"]["events"]]
    assert f"https://www.other.example/cart?voucher={SECRET}" in [each["webPageDetails"]["URL"] for each in sent]
