"""The response on the screen: filtered, followed, compared, and changed by the services."""

import json
from typing import Any

from textual.widgets import Input, OptionList, Static, TextArea

from edge_tui.model.json.document import compact
from edge_tui.model.node import ABSENT, Node
from edge_tui.model.profile import EMULATOR, EMULATOR_ORG_ID, Profile
from edge_tui.tui.compare.screen import Compare
from edge_tui.tui.compare.value_pair import BothValues
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.text_form import TextForm
from edge_tui.tui.find.find_bar import FindBar
from edge_tui.tui.history.picker import PickExchange
from edge_tui.tui.profiles.emulator_switches import EmulatorSwitches
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.textview.text_rows import TextRows
from edge_tui.workspace import Workspace
from tests.tui.stage import Stage, explorer


def _drawn(stage: Stage) -> list[Node]:
    """The tree's visible nodes, from the top."""
    tree = stage.tree
    nodes = [tree.get_node_at_line(line) for line in range(tree.last_line + 1)]
    return [node.data for node in nodes if node is not None and isinstance(node.data, Node)]


async def _put_cursor(stage: Stage, label: str) -> None:
    """Puts the cursor of the tree on a node that is drawn."""
    line = next(line for line, node in enumerate(_drawn(stage)) if node.label == label)
    await stage.focus(stage.tree)
    stage.tree.cursor_line = line
    await stage.still()


async def _choose(stage: Stage, key: str) -> None:
    """Opens the actions of the node under the cursor and takes one."""
    await stage.press("full_stop")
    await stage.shows(Choice)
    options = stage.find(OptionList)
    options.highlighted = options.get_option_index(key)
    await stage.press("enter")
    await stage.still()


async def test_the_filter_keeps_the_hits_and_their_ancestors(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await stage.focus(stage.tree)
        whole = len(_drawn(stage))
        await stage.press("slash")
        await stage.write("or2")
        await stage.until(lambda: "activation:pull" not in [node.label for node in _drawn(stage)])
        labels = [node.label for node in _drawn(stage)]
        assert labels[0] == "state:store"
        assert {"cluster", "locationHint:result"} <= set(labels)
        assert "activation:push" not in labels
        await stage.press("escape")
        await stage.until(lambda: len(_drawn(stage)) == whole)
        assert not stage.find(FindBar, "#find-handles").display


async def test_a_jsonpath_picks_values_with_their_pointers(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await stage.focus(stage.tree)
        await stage.press("slash")
        stage.find(Input, "#find-handles #find").value = "$.handle[?@.type=='state:store'].payload[0].key"
        await stage.until(lambda: str(_drawn(stage)[0].pointer).endswith("/key"))
        (found,) = _drawn(stage)
        assert found.value.endswith("_identity")


async def test_an_invalid_jsonpath_is_reported_on_the_find_bar(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await stage.focus(stage.tree)
        await stage.press("slash")
        stage.find(Input, "#find-handles #find").value = "$["
        await stage.until(lambda: "invalid JSONPath" in str(stage.find(Static, "#find-error").render()))


async def test_the_explanation_follows_the_cursor(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await _put_cursor(stage, "locationHint:result")
        assert "locationHint:result" in str(stage.find(ExplainPane).border_title)
        assert "path of the next request" in stage.drawn


def _reported(stage: Stage) -> dict[str, Any]:
    """The proposition event in the editor; empty if there is none."""
    event: dict[str, Any] = json.loads(stage.editor.text)["event"]["xdm"]
    decisioning: dict[str, Any] = event.get("_experience", {}).get("decisioning", {})
    return decisioning


async def test_one_key_builds_each_event_of_the_selected_proposition(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.load("personalization-view")
        await stage.send()
        for key, report in (("D", "display"), ("I", "interact"), ("X", "dismiss")):
            await _put_cursor(stage, "locationHint:result")
            await stage.press(key)
            await stage.told(f"Select a proposition first, to build its {report} event.")
            await _put_cursor(stage, "__view__")
            await stage.press(key)
            await stage.until(lambda report=report: _reported(stage).get("propositionEventType") == {report: 1})


async def test_a_problem_links_to_the_part_of_the_event_that_caused_it(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        event = {"event": {"xdm": {"identityMap": {"ECID": [{"id": "12345"}]}}}}
        stage.editor.load(json.dumps(event, indent=2))
        exchange = await stage.send()
        assert exchange.response is not None
        assert exchange.response.status == 400
        await _put_cursor(stage, "EXEG-0305-400")
        await _choose(stage, "lead-0")
        row = stage.editor.area.cursor_location[0]
        assert "ECID" in "".join(stage.editor.text.splitlines()[row - 2 : row + 1])


LOCKED = Profile("locked", url=EMULATOR, datastream_id="5f1c0000-0000-4000-8000-000000000002", org_id=EMULATOR_ORG_ID)


async def test_a_custom_content_type_links_to_the_headers(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.load('{"event": {}}', (("Content-Type", "text/csv"),))
        await stage.send()
        await _put_cursor(stage, "EXEG-0111-415")
        await _choose(stage, "lead-0")
        await stage.until(lambda: stage.app.focused is not None and stage.app.focused.id == "headers-editor")


async def test_a_nodes_actions_are_listed_below_its_explanation(workspace: Workspace) -> None:
    workspace.paths.keymap.parent.mkdir(parents=True, exist_ok=True)
    workspace.paths.keymap.write_text('"tree.copy" = "f12"\n')
    async with explorer(workspace) as stage:
        await stage.load("personalization-view")
        await stage.send()
        await _put_cursor(stage, "locationHint:result")
        line = str(stage.find(Static, "#from-here").render())
        assert line == "f12 copy  Y copy pointer  F JSON"
        await _put_cursor(stage, "__view__")
        line = str(stage.find(Static, "#from-here").render())
        assert "D display event  I interact event  X dismiss event  . request this scope" in line


async def test_the_keys_of_the_tree_work_in_the_explanation(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await _put_cursor(stage, "locationHint:result")
        await stage.focus(stage.find(TextRows, "#explanation TextRows"))
        await stage.press("Y")
        await stage.told("Copied /handle/")
        await stage.press("y")
        node = stage.find(ExplainPane).node
        assert node is not None
        assert node.content is not ABSENT
        assert stage.app.clipboard == compact(node.content), "the value, as the line of actions says"
        await stage.press("full_stop")
        await stage.shows(Choice)


async def _compare_two(stage: Stage) -> None:
    """Sends twice and compares the responses."""
    await stage.send()
    await stage.send()
    await stage.focus(stage.tree)
    await stage.press("d")
    await stage.shows(PickExchange)
    await stage.press("enter")
    await stage.shows(Compare)


async def test_two_exchanges_are_compared_without_the_ignored_paths(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await _compare_two(stage)
        labels = [node.label for node in _drawn(stage)]
        assert labels == ["sent once per visitor"]
        await stage.press("l")
        assert "- identity:exchange" in [node.label for node in _drawn(stage)]
        assert not any("requestId" in node.label for node in _drawn(stage))
        await stage.press("S", "l")
        assert "+ identity:exchange" in [node.label for node in _drawn(stage)]


async def test_enter_shows_both_values_of_a_difference_in_two_columns(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await _compare_two(stage)
        # On a group enter folds.
        await stage.press("enter")
        assert "- identity:exchange" in [node.label for node in _drawn(stage)]
        await stage.press("j", "enter")
        await stage.shows(BothValues)
        assert "Not here." in stage.drawn
        assert "sync.example.com" in stage.drawn
        await stage.press("escape")
        await stage.shows(Compare)


async def test_the_ignored_paths_can_be_edited_from_a_comparison(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await _compare_two(stage)
        await stage.press("minus")
        await stage.shows(TextForm)
        area = stage.find(TextArea)
        area.text += "\n/handle/**\n"
        await stage.press("f3")
        await stage.shows(Compare)
        assert "/handle/**" in workspace.ignored_paths.all()
        assert not any("identity:exchange" in node.label for node in _drawn(stage))


async def test_a_service_that_is_switched_off_does_not_respond(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        first = await stage.send()
        assert first.response is not None
        assert b"activation:push" in first.response.body
        workspace.emulator.switch_upstream(stage.bench.state.profile.value.datastream_id, "audience_manager", on=False)
        second = await stage.send()
        assert second.response is not None
        assert b"activation:push" not in second.response.body
        await stage.focus(stage.tree)
        await stage.press("u")
        await stage.shows(EmulatorSwitches)
        assert any("□ off  audience manager" in line for line in stage.lines)
