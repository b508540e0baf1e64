"""Watching and sending side by side, without a screen: what is asked first, and what is bounded."""

from dataclasses import replace
from pathlib import Path

import pytest

from edge_tui.model.errors import SetupError
from edge_tui.model.profile import EMULATOR_PROFILE, Environment
from edge_tui.tui.compare.side_by_side import SideBySide
from edge_tui.tui.dialogs.fields import Fields
from edge_tui.tui.profiles.picker import PickProfiles
from edge_tui.tui.timeline.watch import Watch
from tests.tui.workbench.bench import open_bench

SHOP = replace(EMULATOR_PROFILE, name="shop", environment=Environment.PROD)
OTHER = replace(EMULATOR_PROFILE, name="other")
FORM = {"until": "errors", "pause": "15", "sends": "5"}


async def test_side_by_side_needs_two_profiles(home: Path) -> None:
    bench = open_bench(home)
    await bench.controllers.repeated.side_by_side()
    assert "second profile" in bench.toasts
    assert bench.dialogs.shown == []


@pytest.mark.parametrize(("answer", "opened"), [("send", True), ("back", False), (None, False)])
async def test_side_by_side_asks_about_each_production_profile_that_is_picked(
    home: Path, answer: str | None, opened: bool
) -> None:
    bench = open_bench(home)
    for profile in (SHOP, OTHER):
        bench.workspace.profiles.add(profile)
    bench.dialogs.will_answer([EMULATOR_PROFILE, SHOP], answer, *[None] if opened else [])
    await bench.controllers.repeated.side_by_side()
    assert isinstance(bench.dialogs.shown[0], PickProfiles)
    assert "shop is a production datastream" in bench.dialogs.question.text
    assert isinstance(bench.dialogs.shown[-1], SideBySide) is opened
    assert bench.dialogs.is_finished


async def test_the_exchange_that_side_by_side_ends_with_is_shown(home: Path) -> None:
    bench = open_bench(home)
    bench.workspace.profiles.add(OTHER)
    exchange = await bench.send()
    bench.state.exchange.value = None
    bench.dialogs.will_answer([EMULATOR_PROFILE, OTHER], exchange)
    await bench.controllers.repeated.side_by_side()
    assert bench.state.exchange.value is exchange
    assert bench.panes.pane == "answer"


@pytest.mark.parametrize("action", ["watch", "side_by_side"])
async def test_a_draft_that_is_not_an_event_opens_nothing(home: Path, action: str) -> None:
    bench = open_bench(home)
    bench.workspace.profiles.add(OTHER)
    bench.editor.text = "["
    await getattr(bench.controllers.repeated, action)()
    assert bench.toasts.startswith("Not sent")
    assert bench.dialogs.shown == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"pause": "0.1"}, "0.1 s"),
        ({"pause": "soon"}, "numbers"),
        ({"sends": "1.5"}, "numbers"),
        ({"sends": "0"}, "^0 sends"),
        ({"sends": "999999"}, "^999999 sends"),
        ({"until": "handle:"}, "unknown subject 'handle:'"),
        ({"pause": "nan"}, "pause of nan s"),
        ({"pause": "inf"}, "pause of inf s"),
    ],
)
async def test_the_form_refuses_what_is_out_of_range(home: Path, changed: dict[str, str], reason: str) -> None:
    bench = open_bench(home, None)
    await bench.controllers.repeated.watch()
    [form] = bench.dialogs.shown
    assert isinstance(form, Fields)
    assert "15" in form._validate(FORM)
    with pytest.raises(SetupError, match=reason):
        form._validate({**FORM, **changed})


@pytest.mark.parametrize(("answer", "opened"), [("send", True), ("back", False), (None, False)])
async def test_a_watch_on_production_asks_each_time_and_says_how_many_events_it_is(
    home: Path, answer: str | None, opened: bool
) -> None:
    bench = open_bench(home, FORM, answer, *[None] if opened else [], profile=SHOP)
    await bench.controllers.repeated.watch()
    assert "up to 5 real events" in bench.dialogs.question.text
    assert isinstance(bench.dialogs.shown[-1], Watch) is opened
    assert bench.dialogs.is_finished
