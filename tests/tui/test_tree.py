"""The response tree: folded, walked, copied from, and computed only as far as it is visible."""

import json

import pytest
from textual.widgets import Input

from edge_tui.model.exchange import Exchange
from edge_tui.model.node import Node
from edge_tui.model.profile import Profile
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.workspace import Workspace
from tests.gateway.loopback import answering, http
from tests.tui.stage import Stage, explorer


async def in_the_tree(stage: Stage) -> HandleTree:
    """Sends and goes to the tree."""
    await stage.send()
    await stage.focus(stage.tree)
    return stage.tree


def label(tree: HandleTree) -> str:
    """The label under the cursor."""
    assert tree.cursor_node is not None
    return str(tree.cursor_node.label)


def nodes(tree: HandleTree) -> int:
    """How many nodes there are."""
    waiting, count = list(tree.root.children), 0
    while waiting:
        node = waiting.pop()
        count += 1
        waiting.extend(node.children)
    return count


async def test_errors_come_first(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.load("target-unavailable")
        exchange = await stage.send()
        assert exchange.response is not None
        assert exchange.response.status == 207
        first = stage.tree.root.children[0]
        assert str(first.label) == "EXEG-0201-503"
        assert [str(line.label) for line in first.children if isinstance(line.data, Node)][:3] == [
            "What it means",
            "Where to look",
            "Fix",
        ]


@pytest.mark.parametrize(
    ("template", "start"),
    [
        ("target-unavailable", "EXEG-0201-503"),
        ("invalid-ecid", "EXEG-0305-400"),
        ("personalization-view", "personalization:decisions"),
        ("page-view", "identity:result"),
    ],
)
async def test_the_cursor_starts_on_what_matters_and_it_is_explained(
    workspace: Workspace, template: str, start: str
) -> None:
    async with explorer(workspace) as stage:
        await stage.load(template)
        tree = await in_the_tree(stage)
        assert label(tree) == start
        assert start in str(stage.find(ExplainPane).border_title)


async def test_the_cursor_starts_on_a_scope_without_a_decision(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.load(
            '{"query": {"personalization": {"decisionScopes": ["nobody-decides"]}}, "event": {"xdm": {}}}'
        )
        tree = await in_the_tree(stage)
        assert label(tree) == "No decision for"
        assert tree.cursor_node is not None
        assert isinstance(tree.cursor_node.data, Node)
        assert tree.cursor_node.data.value == "nobody-decides"


@pytest.mark.parametrize(("size", "start"), [((120, 36), "scope"), ((80, 12), "No decision for")])
async def test_the_cursor_starts_on_the_first_of_several_scopes_unless_they_are_folded(
    workspace: Workspace, size: tuple[int, int], start: str
) -> None:
    async with explorer(workspace, size=size) as stage:
        stage.editor.load('{"query": {"personalization": {"decisionScopes": ["one", "two"]}}, "event": {"xdm": {}}}')
        tree = await in_the_tree(stage)
        assert label(tree) == start
        assert any("No decision for" in line and "2 scopes" in line for line in stage.lines)


async def test_a_sentence_takes_several_rows_and_one_step_of_the_cursor(workspace: Workspace) -> None:
    async with explorer(workspace, size=(120, 45)) as stage:
        await stage.load("target-unavailable")
        tree = await in_the_tree(stage)
        row = next(at for at, line in enumerate(stage.lines) if "Fix  Retry after a pause, or" in line)
        assert "time in retry-after, if" in stage.lines[row + 1]
        walked = []
        for _ in range(4):
            await stage.press("down")
            walked.append(label(tree))
        assert walked == ["What it means", "Where to look", "Fix", "details"]
        for expected in ("Fix", "Where to look"):
            await stage.press("up")
            assert label(tree) == expected
        await stage.pilot.resize_terminal(300, 50)
        await stage.still()
        assert label(tree) == "Where to look"
        assert any("Retry after a pause, or after the time in retry-after, if given." in line for line in stage.lines)


async def test_a_title_takes_several_rows_while_its_problem_is_open(workspace: Workspace) -> None:
    async with explorer(workspace, size=(120, 45)) as stage:
        await stage.load("target-unavailable")
        tree = await in_the_tree(stage)
        row = next(at for at, line in enumerate(stage.lines) if "EXEG-0201-503  Adobe Target didn't" in line)
        assert "│     respond" in stage.lines[row + 1]
        assert "What it means" in stage.lines[row + 2]
        await stage.press("down", "up")
        assert label(tree) == "EXEG-0201-503"
        await stage.press("space")
        assert "No decision for" in stage.lines[row + 1]
        await stage.press("space")
        await stage.pilot.resize_terminal(160, 45)
        await stage.still()
        assert "EXEG-0201-503  Adobe Target didn't respond" in stage.drawn
        assert (label(tree), tree.cursor_line) == ("EXEG-0201-503", 0)
        await stage.press("down")
        assert (label(tree), tree.cursor_line) == ("What it means", 1)


async def test_space_folds_and_unfolds(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        tree = await in_the_tree(stage)
        node = tree.cursor_node
        assert node is not None
        was_open = node.is_expanded
        await stage.use("tree.fold")
        assert node.is_expanded is not was_open
        await stage.use("tree.fold")
        assert node.is_expanded is was_open


async def test_l_opens_and_goes_in_and_h_closes_and_goes_out(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        tree = await in_the_tree(stage)
        group = tree.cursor_node
        assert group is not None
        await stage.press("h")
        assert not group.is_expanded
        await stage.press("l")
        assert group.is_expanded
        await stage.press("l")
        assert tree.cursor_node is group.children[0]
        await stage.press("h")
        assert tree.cursor_node is group


async def test_j_and_k_move_and_capitals_go_from_handle_to_handle(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        tree = await in_the_tree(stage)
        groups = [str(node.label) for node in tree.root.children]
        await stage.press("j")
        assert label(tree) != groups[0]
        await stage.press("k")
        assert label(tree) == groups[0]
        await stage.press("J")
        assert label(tree) == groups[1]
        await stage.press("J")
        assert label(tree) == groups[2]
        await stage.press("K")
        assert label(tree) == groups[1]


async def test_expand_opens_all_below_and_collapse_closes_it(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        tree = await in_the_tree(stage)
        group = next(node for node in tree.root.children if str(node.label) == "state:store")
        tree.move_cursor(group)
        await stage.use("tree.expand")
        assert all(child.is_expanded for child in group.children if child.allow_expand)
        await stage.use("tree.collapse")
        assert not group.is_expanded
        assert not any(child.is_expanded for child in group.children)


async def test_a_value_and_its_path_are_copied_with_a_toast(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        tree = await in_the_tree(stage)
        group = next(node for node in tree.root.children if str(node.label) == "identity:result")
        group.expand()
        await stage.still()
        tree.move_cursor(group.children[0])
        await stage.still()
        await stage.use("tree.path")
        assert stage.app.clipboard == "/handle/0/payload/0/id"
        await stage.use("tree.copy")
        assert stage.app.clipboard == stage.bench.state.session.ecid
        assert await stage.told("Copied")


async def test_a_click_on_a_node_folds_it(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        tree = stage.tree
        first = tree.root.children[0]
        was_open = first.is_expanded
        await stage.pilot.click(HandleTree, offset=(3, 0))
        await stage.still()
        assert first.is_expanded is not was_open


def large_answer(count: int) -> bytes:
    """About 1 KB a proposition."""
    item = {
        "id": "0",
        "schema": "https://ns.adobe.com/personalization/html-content-item",
        "data": {"content": "x" * 700},
    }
    propositions = [
        {"id": f"AT:{number}", "scope": f"scope-{number}", "scopeDetails": {"decisionProvider": "TGT"}, "items": [item]}
        for number in range(count)
    ]
    handles = [{"type": "personalization:decisions", "payload": propositions, "eventIndex": 0}]
    return json.dumps({"requestId": "large", "handle": handles}).encode()


async def test_only_the_visible_part_of_ten_megabytes_is_computed(workspace: Workspace) -> None:
    body = large_answer(10_000)
    assert len(body) > 9_000_000
    async with answering(http(body)) as gateway:
        workspace.profiles.add(Profile("large", url=gateway.url, datastream_id="d-1", timeout_seconds=60))
        async with explorer(workspace, profile="large") as stage:
            tree = await in_the_tree(stage)
            assert 1 < nodes(tree) < 100
            branch = next(node for node in tree.root.children if str(node.label) == "personalization:decisions")
            while all(isinstance(node.data, Node) for node in branch.children):
                branch = next(iter(branch.children), branch)
                tree.move_cursor(branch)
                branch.expand()
                await stage.still()
                assert nodes(tree) < 1_000
            tree.move_cursor(branch.children[-1])
            await stage.still()
            before = nodes(tree)
            await stage.press("enter")
            assert before < nodes(tree) < before + 1_000


async def test_hits_are_drawn_a_screenful_at_first_and_more_follow_below_the_cursor(workspace: Workspace) -> None:
    async with answering(http(large_answer(400))) as gateway:
        workspace.profiles.add(Profile("large", url=gateway.url, datastream_id="d-1", timeout_seconds=60))
        async with explorer(workspace, profile="large") as stage:
            tree = await in_the_tree(stage)
            await stage.press("slash")
            stage.find(Input, "#find-handles #find").value = "html-content-item"
            await stage.until(lambda: tree.found and nodes(tree) > 1)
            await stage.press("enter", "down", "down", "down")
            place = label(tree), tree.cursor_line
            await stage.until(lambda: nodes(tree) > 300)
            assert (label(tree), tree.cursor_line) == place
            await stage.until(lambda: "4 of 1,600, first 300" in stage.drawn)


async def test_another_response_replaces_the_whole_tree(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        tree = await in_the_tree(stage)
        first: Exchange | None = stage.exchange
        await stage.load("target-unavailable")
        await stage.send()
        assert stage.exchange is not first
        labels = [str(node.label) for node in tree.root.children]
        assert len(labels) == len(set(labels))
        assert labels[0] == "EXEG-0201-503"


@pytest.mark.parametrize("key", ["space", "l", "enter"])
async def test_what_a_key_opens_below_the_view_comes_into_sight(workspace: Workspace, key: str) -> None:
    async with explorer(workspace, size=(80, 24)) as stage:
        tree = await in_the_tree(stage)
        visitor = next(line for line in tree.root.children if str(line.label) == "visitor")
        tree.move_cursor(visitor)
        await stage.press(key)
        await stage.until(lambda: visitor.is_expanded and tree.scroll_offset.y > 0)
        top, bottom = tree.scroll_offset.y, tree.scroll_offset.y + tree.scrollable_content_region.height
        assert top <= visitor.line < bottom, "the node itself stays"
        assert visitor.children[-1].line < bottom or top == visitor.line
