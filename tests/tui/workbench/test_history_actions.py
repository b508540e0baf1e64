"""Past exchanges on the workbench, without a screen: shown, opened as drafts, sent again."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from edge_tui.model.exchange import Exchange
from edge_tui.model.origin import Origin, Source
from edge_tui.model.profile import EMULATOR_PROFILE, Environment
from edge_tui.tui.history.chosen import Chosen
from edge_tui.tui.history.screen import History
from edge_tui.tui.timeline.replays import Replays
from tests.tui.workbench.bench import Bench, open_bench

OTHER = replace(EMULATOR_PROFILE, name="other")


def summary_of(bench: Bench, exchange: Exchange):
    """The exchange as history lists it."""
    return bench.workspace.history.summary(exchange.request_id)


async def test_an_exchange_is_shown_with_its_response_read(home: Path) -> None:
    bench = open_bench(home)
    first = await bench.send()
    await bench.send()
    bench.panes.pane = "sidebar"
    await bench.controllers.past.show(summary_of(bench, first))
    assert bench.state.exchange.value == first
    assert bench.panes.pane == "sidebar"
    bench.panes.is_narrow = True
    await bench.controllers.past.show(summary_of(bench, first))
    assert bench.panes.pane == "answer"


async def test_the_draft_of_an_exchange_is_opened(home: Path) -> None:
    bench = open_bench(home)
    first = await bench.send('{"event": {"xdm": {"eventType": "first"}}}')
    bench.editor.is_modified = False
    await bench.controllers.past.load_draft(summary_of(bench, first))
    assert json.loads(bench.editor.text)["event"]["xdm"]["eventType"] == "first"
    assert bench.panes.pane == "event"


async def test_the_draft_of_what_a_site_sent_has_a_time_for_each_send(home: Path) -> None:
    bench = open_bench(home)
    text = '{"events": [{"xdm": {"eventType": "first", "timestamp": "2026-01-01T00:00:00Z"}}]}'
    origin = Origin(Source.CHROMIUM, "spring sale", "1")
    recorded = replace(await bench.send(text), origin=origin, profile_name="")
    bench.workspace.history.record([replace(recorded, request=replace(recorded.request, request_id="recorded"))])
    bench.editor.is_modified = False
    [summary] = bench.workspace.history.search('capture:"spring sale"', bench.workspace.clock(), 1)
    await bench.controllers.past.load_draft(summary)
    assert '"timestamp": "{{now}}"' in bench.editor.text


@pytest.mark.parametrize("action", ["show", "load_draft", "replay"])
async def test_an_exchange_that_was_deleted_meanwhile_is_said_to_be_gone(home: Path, action: str) -> None:
    bench, refreshed = open_bench(home), []
    gone = summary_of(bench, await bench.send())
    bench.state.history_changed.listen(lambda: refreshed.append(True))
    bench.workspace.history.delete([gone.key])
    await getattr(bench.controllers.past, action)(gone, **{"exactly": False} if action == "replay" else {})
    assert "no longer in history" in bench.toasts
    assert refreshed == [True]
    assert bench.workspace.history.count() == 0


@pytest.mark.parametrize("exactly", [False, True])
async def test_a_replay_uses_the_profile_and_the_visitor_it_was_sent_with(home: Path, exactly: bool) -> None:
    bench = open_bench(home)
    bench.workspace.profiles.add(OTHER)
    bench.controllers.profiles.use(OTHER)
    bench.state.visitor.value = "anna"
    first = await bench.send()
    bench.controllers.profiles.use(EMULATOR_PROFILE)
    bench.state.visitor.value = "default"
    await bench.controllers.past.replay(summary_of(bench, first), exactly=exactly)
    again = bench.state.exchange.value
    assert again is not None
    assert (again.profile_name, again.visitor, again.replay_of) == ("other", "anna", first.request_id)
    assert (again.request == first.request) is exactly


async def test_an_exchange_whose_profile_is_gone_is_not_sent_elsewhere(home: Path) -> None:
    bench = open_bench(home, profile=OTHER)
    first = await bench.send()
    bench.state.profile.value = EMULATOR_PROFILE
    await bench.controllers.past.replay(summary_of(bench, first), exactly=False)
    assert "The profile other no longer exists" in bench.toasts
    assert bench.workspace.history.count() == 1


@pytest.mark.parametrize(
    ("action", "sent", "shown", "draft"),
    [("show", 1, True, False), ("draft", 1, False, True), ("replay", 2, False, False), ("exact", 2, False, False)],
)
async def test_what_is_chosen_in_history_is_done(home: Path, action: str, sent: int, shown: bool, draft: bool) -> None:
    bench = open_bench(home)
    first = await bench.send('{"event": {"xdm": {"eventType": "first"}}}')
    bench.state.exchange.value = None
    bench.editor.text, bench.editor.is_modified = "{}", False
    bench.dialogs.will_answer(Chosen(action, (first,)))
    await bench.controllers.past.open("first")
    [screen] = bench.dialogs.shown
    assert isinstance(screen, History)
    assert screen._initial_search == "first"
    assert bench.workspace.history.count() == sent
    assert (bench.state.exchange.value is first) is shown
    assert ("first" in bench.editor.text) is draft


async def test_history_that_is_left_changes_nothing_but_is_listed_again(home: Path) -> None:
    bench, refreshed = open_bench(home, None), []
    bench.state.history_changed.listen(lambda: refreshed.append(True))
    await bench.controllers.past.open()
    assert refreshed == [True]
    assert bench.state.exchange.value is None


async def test_a_replay_with_another_profile_and_visitor_uses_them(home: Path) -> None:
    bench = open_bench(home)
    bench.workspace.profiles.add(OTHER)
    first = await bench.send()
    bench.dialogs.will_answer(Chosen("replay", (first,), "other", "anna"))
    await bench.controllers.past.open()
    again = bench.state.exchange.value
    assert again is not None
    assert (again.profile_name, again.visitor) == ("other", "anna")
    assert "meta" not in json.loads(again.request.body)


async def test_several_are_sent_over_history_once_production_was_asked_about(home: Path) -> None:
    bench = open_bench(home)
    shop = replace(EMULATOR_PROFILE, name="shop", environment=Environment.PROD)
    bench.workspace.profiles.add(shop)
    exchanges = (await bench.send(), await bench.send())
    chosen = Chosen("replay", exchanges, "shop", pace_seconds=1.0)
    past = bench.controllers.past
    bench.dialogs.will_answer("back")
    assert not await past.may_leave_history(chosen)
    assert not any(isinstance(each, Replays) for each in bench.dialogs.shown)
    bench.dialogs.will_answer("send", None)
    assert not await past.may_leave_history(chosen)
    bench.dialogs.will_answer(exchanges[0])
    assert await past.may_leave_history(chosen)
    assert isinstance(bench.dialogs.shown[-1], Replays)
    assert bench.dialogs.is_finished
    assert bench.state.exchange.value is exchanges[0]


@pytest.mark.parametrize("answer", ["send", "back"])
async def test_history_stays_until_a_replay_to_production_is_confirmed(home: Path, answer: str) -> None:
    bench = open_bench(home)
    shop = replace(EMULATOR_PROFILE, name="shop", environment=Environment.PROD)
    bench.workspace.profiles.add(shop)
    chosen = Chosen("replay", (await bench.send(),), "shop")
    bench.dialogs.will_answer(answer)
    assert await bench.controllers.past.may_leave_history(chosen) is (answer == "send")
    assert bench.dialogs.is_finished


async def test_history_stays_when_the_profile_of_a_replay_is_gone(home: Path) -> None:
    bench = open_bench(home)
    chosen = Chosen("exact", (await bench.send(),), "gone")
    assert not await bench.controllers.past.may_leave_history(chosen)
    assert "gone" in bench.toasts
