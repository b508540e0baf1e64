"""Pins, notes, exports and replay options, without a screen."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange, Summary
from edge_tui.model.phases import PastSends
from edge_tui.model.profile import EMULATOR_PROFILE
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.fields import Fields
from edge_tui.tui.history.chosen import Chosen
from edge_tui.tui.history.export import Export
from edge_tui.tui.history.marks import Marks
from edge_tui.tui.history.preview import Preview
from edge_tui.tui.history.replay_options import ReplayOptions
from edge_tui.tui.history.whole_formats import whole_formats
from edge_tui.workspace import Workspace
from tests.tui.history.past import send_some
from tests.tui.scripted_dialogs import ScriptedDialogs


class Listed:
    """The exchanges as a list shows them."""

    def __init__(self, summaries: list[Summary]) -> None:
        self.by_key = {each.key: each for each in summaries}

    def change(self, key: int, change: Callable[[Summary], Summary]) -> None:
        """Changes a line."""
        self.by_key[key] = change(self.by_key[key])


async def loaded(workspace: Workspace) -> list[Exchange]:
    """Three exchanges, oldest first."""
    found = [workspace.history.load(each.key) for each in reversed(await send_some(workspace))]
    return [each for each in found if each is not None]


async def test_pins_and_notes_are_kept_and_shown_together(workspace: Workspace) -> None:
    summaries = await send_some(workspace)
    listed, first = Listed(summaries), summaries[0]
    marks = Marks(workspace.history, ScriptedDialogs({"note": "odd one"}), listed.change)
    await marks.pin(summaries[:2])
    # The note was asked for before the pin was shown: neither undoes the other.
    await marks.note(first)
    kept = workspace.history.recent()
    assert [(each.pinned, each.note) for each in kept] == [(True, "odd one"), (True, ""), (False, "")]
    assert list(listed.by_key.values()) == kept
    await marks.pin([kept[0]])
    assert not workspace.history.recent()[0].pinned


async def test_a_note_is_replaced_and_removed_without_a_trace(workspace: Workspace) -> None:
    summary = (await send_some(workspace))[0]
    dialogs = ScriptedDialogs({"note": "canary"}, None, {"note": ""})
    marks = Marks(workspace.history, dialogs, Listed([summary]).change)
    await marks.note(summary)
    summary = workspace.history.recent()[0]
    await marks.note(summary)
    assert workspace.history.recent()[0].note == "canary"
    await marks.note(summary)
    assert workspace.history.recent()[0].note == ""
    assert workspace.history.search("canary", workspace.clock()) == []
    assert workspace.history.is_tidy


async def test_marks_that_cannot_be_written_are_said_and_the_others_shown(workspace: Workspace) -> None:
    summaries = await send_some(workspace)
    listed, dialogs = Listed(summaries), ScriptedDialogs()

    class Full:
        written = 0

        def pin(self, _key: int, *, pinned: bool) -> None:
            self.written += 1
            if self.written > 1:
                raise SetupError("The disk is full.")

    await Marks(Full(), dialogs, listed.change).pin(summaries)  # type: ignore[arg-type]
    assert [each.pinned for each in listed.by_key.values()] == [True, False, False]
    assert dialogs.toasts == ["The disk is full."]


def path_of(path: Path) -> Callable[[Fields], dict[str, str]]:
    """Fills in the form for a file, as far as it takes that."""

    def fill(form: Fields) -> dict[str, str]:
        form._validate({"path": str(path)})
        return {"path": str(path)}

    return fill


async def test_exchanges_are_exported_to_a_file(workspace: Workspace, tmp_path: Path) -> None:
    path, copied = tmp_path / "three.har", list[str]()
    dialogs = ScriptedDialogs("har", path_of(path))
    await Export(dialogs, workspace.new_uuid, copied.append).export(await loaded(workspace))
    assert len(json.loads(path.read_text())["log"]["entries"]) == 3
    assert dialogs.toasts == [f"Wrote {path}"]
    assert copied == []


async def test_an_export_without_a_file_is_copied_once(workspace: Workspace) -> None:
    copied, dialogs = list[str](), ScriptedDialogs("curl", {"path": ""})
    exchange = (await loaded(workspace))[0]
    await Export(dialogs, workspace.new_uuid, copied.append).export([exchange])
    [text] = copied
    assert "\ncurl " in text
    assert dialogs.toasts == [f"Copied {exchange.request_id} as curl."]


async def test_a_safe_form_masks_personal_data_that_the_plain_one_has(workspace: Workspace) -> None:
    copied = list[str]()
    [exchange, *_] = await loaded(workspace)
    text = '{"event": {"xdm": {"identityMap": {"Email": [{"id": "anna@acme.example"}]}}}}'
    exchange = replace(exchange, request=replace(exchange.request, body=text), draft=replace(exchange.draft, text=text))
    said = list[str]()

    def leave_empty(form: Fields) -> dict[str, str]:
        said.append(form._validate({"path": "one.har"}))
        return {"path": ""}

    for name in ("har", "har-safe"):
        dialogs = ScriptedDialogs(name, leave_empty)
        await Export(dialogs, workspace.new_uuid, copied.append).export([exchange])
        said.extend(dialogs.toasts)
    assert ["anna@acme.example" in each for each in copied] == [True, False]
    assert said == [
        "Secrets are masked in it.",
        f"Copied {exchange.request_id} as HAR.",
        "Secrets and personal data are masked in it.",
        f"Copied {exchange.request_id} as HAR, safe.",
    ]


@pytest.mark.parametrize("answers", [(None,), ("har", None)])
async def test_an_export_that_is_left_writes_nothing(workspace: Workspace, answers: tuple[Any, ...]) -> None:
    copied, dialogs = list[str](), ScriptedDialogs(*answers)
    await Export(dialogs, workspace.new_uuid, copied.append).export(await loaded(workspace))
    await Export(dialogs, workspace.new_uuid, copied.append).export([])
    assert dialogs.is_finished
    assert (copied, dialogs.toasts) == ([], [])


async def test_a_place_that_cannot_be_written_is_refused_or_said(workspace: Workspace, tmp_path: Path) -> None:
    exchanges, copied = await loaded(workspace), list[str]()
    for path in (tmp_path, tmp_path / "none" / "one.har"):
        with pytest.raises(SetupError, match="folder"):
            await Export(ScriptedDialogs("har", path_of(path)), workspace.new_uuid, copied.append).export(exchanges)
    # It may go between the form and the writing.
    dialogs = ScriptedDialogs("har", {"path": str(tmp_path / "none" / "one.har")})
    await Export(dialogs, workspace.new_uuid, copied.append).export(exchanges)
    assert "could not be written" in dialogs.toasts[0]


async def test_several_exchanges_are_offered_as_one_document_first_and_one_as_a_command(workspace: Workspace) -> None:
    exchanges, dialogs = await loaded(workspace), ScriptedDialogs(None, None)
    export = Export(dialogs, workspace.new_uuid, print, whole_formats())
    await export.export(exchanges)
    await export.export(exchanges[:1])
    several, one = [[*each._choices] for each in dialogs.shown if isinstance(each, Choice)]
    assert set(several) == set(one)
    assert several[:4] == ["har", "har-safe", "csv", "json"]
    assert (one[0], one[-2:]) == ("curl", ["csv", "json"])
    of_several, of_one = [each._choices["body"] for each in dialogs.shown if isinstance(each, Choice)]
    assert of_several == ("Body", ".jsonl · JSON Lines, a request a line")
    assert of_one == ("Body", ".json · the request's JSON alone")


@pytest.mark.parametrize("name", ["csv", "json"])
async def test_exchanges_of_history_are_exported_as_a_table_and_as_an_array(
    workspace: Workspace, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "exported"
    dialogs = ScriptedDialogs(name, {"path": str(path)})
    await Export(dialogs, workspace.new_uuid, print, whole_formats()).export(await loaded(workspace))
    text = path.read_text("utf-8")
    assert (len(json.loads(text)) if name == "json" else len(text.splitlines()) - 1) == 3


async def test_replay_options_name_a_profile_and_a_visitor_or_leave_them(workspace: Workspace) -> None:
    exchanges = await loaded(workspace)

    def options(*answers: str | None) -> ReplayOptions:
        return ReplayOptions(ScriptedDialogs(*answers), lambda: [EMULATOR_PROFILE], lambda: ["same", "anna"])

    chosen = await options("=emulator", "=same").with_another(exchanges)
    assert chosen is not None
    assert (chosen.action, chosen.profile_name, chosen.visitor) == ("replay", "emulator", "same")
    chosen = await options("same", "same").with_another(exchanges)
    assert chosen is not None
    assert (chosen.profile_name, chosen.visitor) == (None, None)
    for answers in ((None,), ("same", None)):
        assert await options(*answers).with_another(exchanges) is None
    assert await options().with_another([]) is None


async def test_a_recorded_call_without_a_profile_is_replayed_with_one_that_is_asked_for(workspace: Workspace) -> None:
    own, *_ = await loaded(workspace)
    recorded = replace(own, profile_name="")
    dialogs = ScriptedDialogs("=emulator", None)
    options = ReplayOptions(dialogs, lambda: [EMULATOR_PROFILE], list)
    as_before = Chosen("replay", (own,))
    assert await options.with_profile(as_before) is as_before
    assert dialogs.shown == []
    chosen = await options.with_profile(Chosen("exact", (recorded, own)))
    assert chosen is not None
    assert [each.profile_name for each in chosen.exchanges] == ["emulator", "emulator"]
    (asked,) = dialogs.shown
    assert isinstance(asked, Choice)
    assert list(asked._choices) == ["=emulator"]
    assert await options.with_profile(Chosen("replay", (recorded,))) is None


@pytest.mark.parametrize(
    ("action", "pace", "seconds"),
    [("replay", "every-0", 0.0), ("exact", "every-10", 10.0), ("replay", "original", None)],
)
async def test_several_are_sent_in_their_order_at_a_pace(
    workspace: Workspace, action: str, pace: str, seconds: float | None
) -> None:
    exchanges, dialogs = await loaded(workspace), ScriptedDialogs(action, pace)
    options = ReplayOptions(dialogs, list, list)
    chosen = await options.in_order(exchanges)
    assert chosen is not None
    assert (chosen.action, chosen.exchanges, chosen.pace_seconds) == (action, tuple(exchanges), seconds)
    assert await options.in_order(exchanges[:1]) is None
    assert "Select exchanges with space" in dialogs.toasts[0]


async def test_the_preview_shows_an_exchange_or_nothing_where_it_is_gone(workspace: Workspace) -> None:
    summary = (await send_some(workspace))[1]
    shown: list[tuple[object, object, PastSends | None]] = []
    errors: list[SetupError] = []
    history = workspace.history
    preview = Preview(
        history.load, workspace.outline, history.past_sends, lambda *each: shown.append(each), errors.append
    )
    await preview.read(summary)
    exchange, outline, past = shown[-1]
    assert past is not None
    assert (past.datastream, len(past.sends)) == (summary.datastream, history.count())
    assert isinstance(exchange, Exchange)
    assert exchange.request_id == summary.request_id
    assert outline is not None
    history.delete([summary.key])
    await preview.read(summary)
    assert shown[-1] == (None, None, None)
    assert errors == []
