"""The top line labels what it shows, uses its width, and doesn't tick."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from edge_tui.model.client_state import ClientState, LocationHint, StateEntry
from edge_tui.model.profile import EMULATOR_PROFILE, Environment, Profile
from edge_tui.outline.identification_nodes import news_of_ecid
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.response.board_bar import BoardBar
from edge_tui.tui.themes import Colors, colors
from edge_tui.tui.workbench.top_bar import RecordingMark, Situation, TopBar, header, is_in_last_minute
from edge_tui.workspace import Workspace
from tests.tui.stage import NOON, explorer

ECID = "07882357697894992751307513994880464708"
ACME = Profile(
    "acme-web",
    url="https://edge.adobedc.net",
    datastream_id="4f1c6d02-7c5e-4f3e-8d55-0e4b7a119e2b",
    environment=Environment.STAGE,
)


def at(seconds: float, **changes: object) -> Situation:
    """A visitor whose hint has so many seconds left."""
    state = ClientState((StateEntry("identity", "CiY4"),), LocationHint("or2", NOON + timedelta(seconds=seconds)))
    return replace(Situation(ACME, "anna", ECID, state, NOON), **changes)


@pytest.fixture
async def palette(workspace: Workspace) -> Colors:
    async with explorer(workspace) as stage:
        return colors(stage.app)


def test_a_wide_line_labels_everything(palette: Colors) -> None:
    words = header(at(1440), 160, palette).plain.split()
    assert " ".join(words) == (
        "edge-tui STAGE acme-web datastream 4f1c…9e2b host edge.adobedc.net visitor anna "
        "ECID 0788 2357…4708 known 1 cookie hint or2 ▰▰▰▰▰▰▰▰▱▱ 24 min"
    )


def test_an_ecid_is_new_with_the_response_that_returned_the_first_one(palette: Colors) -> None:
    for is_first, word in ((True, "new"), (False, "known")):
        assert f"4708 {word}  1 cookie" in header(at(1440, is_first_ecid=is_first), 160, palette).plain


async def test_the_line_and_the_board_say_the_same_of_an_ecid(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        for word in ("new", "known"):
            await stage.send()
            chips = [chip.words for chip in stage.find(BoardBar).board.chips]
            assert f"ECID {word}" in chips
            assert f" {word} " in str(stage.find(TopBar).content)


async def test_the_line_says_of_a_past_exchange_what_the_board_says(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await stage.send()
        for row, word in ((1, "new"), (0, "known")):
            history = stage.bench.query_one(HistoryList)
            history.highlighted = row
            await stage.focus(history)
            await stage.use("history.show")
            await stage.until(lambda word=word: f" {word} " in str(stage.find(TopBar).content))
            assert f"ECID {word}" in [chip.words for chip in stage.find(BoardBar).board.chips]


async def test_an_exchange_of_another_visitor_or_profile_or_ecid_has_no_news_of_this_one(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        exchange = await stage.send()
        ecid = stage.bench.state.session.ecid
        now = {"visitor": exchange.visitor, "profile": exchange.profile_name, "ecid": ecid}
        assert news_of_ecid(exchange, **now) == (False, True)
        for other in ({"visitor": "bob"}, {"profile": "acme"}, {"ecid": ECID}, {"ecid": None}):
            assert news_of_ecid(exchange, **{**now, **other}) == (False, False), other
        assert news_of_ecid(None, **now) == (False, False)


def test_the_line_fits_any_width_and_always_names_the_environment(palette: Colors) -> None:
    for width in range(1, 200):
        line = header(at(1440), width, palette)
        assert line.cell_len <= max(width, 8), width
        assert "STAGE" in line.plain, width
        assert ("acme-web" in line.plain) == (width >= 19), width


# A part of the line: a label and its value, or words that need none.
_LABELED = re.compile(
    r"edge-tui|● REC \d+|\S+ returns|STAGE( \S+)?"
    r"|(datastream|host|visitor|hint) \S.*|(no )?ECID.*|\d+ cookies?|history off"
)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"visitor": "returning-customer"},
        {"ecid": None},
        {"has_new_ecid": True},
        {"has_new_ecid": True, "ecid_flashes": True},
        {"recording": RecordingMark("sale", 14), "return_key": "C"},
    ],
)
def test_nothing_in_the_line_is_without_its_label_at_any_width(palette: Colors, changes: dict[str, object]) -> None:
    for seconds in (1800, 42, 0):
        for width in range(12, 200):
            line = header(at(seconds, **changes), width, palette).plain
            parts = re.split(r" {2,}", line.replace("STAGE  acme", "STAGE acme").strip())
            assert [each for each in parts if not _LABELED.fullmatch(each)] == [], (width, line)


def test_seconds_are_shown_in_the_last_minute_only(palette: Colors) -> None:
    for seconds, shown, ticks in (
        (1800, "30 min", False),
        (61, "2 min", True),
        (42, "42 s", True),
        (0, "expired", False),
    ):
        situation = at(seconds)
        assert header(situation, 160, palette).plain.endswith(shown), seconds
        assert is_in_last_minute(situation) == ticks, seconds


def test_another_ecid_is_said_in_words_at_first_on_a_filled_label(palette: Colors) -> None:
    for flashes in (True, False):
        line = header(at(1440, has_new_ecid=True, ecid_flashes=flashes), 160, palette)
        assert "ECID 0788 2357…4708 changed" in line.plain
        assert any(span.style == palette.chip_error for span in line.spans) == flashes
        for width in range(40, 160):
            line = header(at(1440, has_new_ecid=True, ecid_flashes=flashes), width, palette)
            assert "changed" in line.plain, width
            assert line.cell_len <= width
    assert "changed" not in header(at(1440), 160, palette).plain


def test_names_from_a_file_are_shown_literally(palette: Colors) -> None:
    line = header(at(1, profile=replace(ACME, name="\x1b[31m[/b]"), visitor="\u202eevil"), 160, palette)
    assert "\x1b" not in line.plain
    assert "\u202e" not in line.plain
    assert "[/b]" in line.plain


def test_an_emulated_profile_is_local(palette: Colors) -> None:
    assert "LOCAL" in header(at(1, profile=EMULATOR_PROFILE), 160, palette).plain


def test_a_recording_behind_the_workbench_has_a_mark_before_all_but_the_profile(palette: Colors) -> None:
    situation = at(1440, recording=RecordingMark("sale", 14), return_key="C")
    assert header(situation, 200, palette).plain.startswith(" edge-tui   ● REC 14  C returns")
    narrow = header(situation, 34, palette).plain
    assert "● REC 14" in narrow
    assert "acme-web" in narrow
    assert "REC" not in header(at(1440), 200, palette).plain
