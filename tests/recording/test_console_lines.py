"""What SDKs write to the console is kept with the visit; nothing that the site writes is."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.origin import ConsoleLine
from edge_tui.model.sightings import Console, SdkConfigured, Sighting
from edge_tui.store.recordings import RecordingStore
from tests.recording.transcript import SECRETS, SHOP, at, configured, observed, opened
from tests.tables import every_row


def wrote(text: str, seconds: float = 1.0, *, level: str = "info", path: str = "/") -> Console:
    """A line of a page."""
    return Console(at(seconds), level, text, f"{SHOP}{path}", "1")


def kept(*told: Sighting) -> list[str]:
    """The texts that are kept."""
    return [line.text for line in observed([opened(0), *told], ends=20).visit.recording.console]


@every_row(
    ("text", "is_kept"),
    [
        ("[alloy] Executing sendEvent command. Options: Object", True),
        ("[alloy] [Personalization] shown", True),
        ("\N{ROCKET} Rule “All pages” fired", True),
        ("[Launch] Extension loaded", True),
        ("[checkout] order of anna@shop.example", False),
        ("anna@shop.example bought [alloy] shoes", False),
        ("[alloy]", False),
        ("", False),
    ],
)
def test_a_line_is_kept_if_an_sdk_wrote_it(text: str, is_kept: bool) -> None:
    assert kept(wrote(text)) == ([text] if is_kept else [])


def test_an_instance_of_another_name_is_known_whenever_its_page_says_so() -> None:
    named = SdkConfigured(at(0.5), "alloy", "2.33.1", "cdp", {}, f"{SHOP}/", "1")
    lines = [wrote("[cdp] Executing configure command.", 0.4), wrote("[cdp] done", 2), wrote("[app] mine", 3)]
    expected = ["[cdp] Executing configure command.", "[cdp] done"]
    assert kept(*lines, named) == expected
    assert kept(named, *reversed(lines)) == expected
    assert kept(*lines) == []


def test_secrets_and_queries_are_left_out_and_a_line_is_short() -> None:
    secret = SECRETS[0]
    [line] = kept(wrote(f"[alloy] token={secret} https://a.example/?key={secret} Bearer {secret} " + "x" * 5000))
    assert secret not in line
    assert len(line) <= 300


def test_a_page_that_floods_its_console_costs_nothing_else() -> None:
    flood = [wrote(f"[alloy] {number}", 1 + number / 1000) for number in range(2000)]
    names = [SdkConfigured(at(1), "alloy", "", f"n{number}", {}, f"{SHOP}/", "1") for number in range(500)]
    found = kept(*flood, *names)
    assert len(found) == 500
    assert found[-1] == "[alloy] 1999"


@given(st.permutations([wrote("[alloy] a", 1), wrote("[cdp] b", 2), wrote("\N{ROCKET} c", 3), configured()]))
def test_the_order_in_which_lines_come_is_of_no_account(told: list[Sighting]) -> None:
    assert kept(*told) == ["[alloy] a", "\N{ROCKET} c"]


def test_a_line_has_its_page_and_comes_back_from_the_file(tmp_path: Path) -> None:
    told = [opened(0), opened(5, path="/cart"), wrote("[alloy] a", 1), wrote("[alloy] \x1b[31mb", 6, path="/cart")]
    recording = observed(told, ends=20).visit.recording
    assert recording.console == (
        ConsoleLine(at(1), "info", "[alloy] a", 1),
        ConsoleLine(at(6), "info", "[alloy] \x1b[31mb", 2),
    )
    store = RecordingStore(tmp_path)
    store.save(recording)
    assert store.get(recording.name) == recording


def test_a_file_of_an_earlier_version_has_no_console(tmp_path: Path) -> None:
    store = RecordingStore(tmp_path)
    store.save(observed([opened(0), wrote("[alloy] a")], ends=20).visit.recording)
    [file] = tmp_path.glob("*.json")
    document = json.loads(file.read_text())
    del document["console"]
    file.write_text(json.dumps(document))
    [read] = RecordingStore(tmp_path).all()
    assert read.console == ()
