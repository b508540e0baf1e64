"""The list of templates: groups fold, own groups come first with a star, and no title is cut."""

import pytest
from textual.widget import Widget

from edge_tui.model.template import Origin, Template, TemplateEntry
from edge_tui.tui.templates.browser import TemplateBrowser
from edge_tui.tui.templates.groups import groups, heading
from edge_tui.tui.templates.template_tree import TemplateTree
from edge_tui.workspace import Workspace
from tests.tui.stage import MEDIUM, NARROW, WIDE, Stage, explorer

LONG = "Order confirmation with a coupon, two currencies and a gift card"


def own(name: str, title: str, group: str) -> Template:
    """A template of the user."""
    return Template(name, title, group, "", {"event": {"xdm": {"eventType": "test"}}}, origin=Origin.USER)


def rows_of(stage: Stage, widget: Widget) -> str:
    """What is drawn of a widget."""
    region = widget.region
    return " ".join(line[region.x : region.right] for line in stage.lines[region.y : region.bottom])


def drawn_titles(stage: Stage, tree: TemplateTree) -> str:
    """The rows of the list as one text, without what is beside titles."""
    return " ".join(rows_of(stage, tree).replace("▐", " ").split())


async def show_list(stage: Stage, size: tuple[int, int]) -> TemplateTree:
    """Brings the list to the front, in a terminal that is high enough for all of it."""
    await stage.pilot.resize_terminal(size[0], 300)
    await stage.use("sidebar")
    await stage.still()
    return stage.find(TemplateTree)


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW, (60, 20)])
async def test_no_title_is_cut_at_any_width(workspace: Workspace, size: tuple[int, int]) -> None:
    workspace.templates.save(own("order", LONG, "my own"), overwrite=True)
    async with explorer(workspace, size=size) as stage:
        tree = await show_list(stage, size)
        for branch in tree.root.children:
            branch.expand()
        await stage.still()
        drawn = drawn_titles(stage, tree)
        for template in workspace.templates.entries():
            assert template.title in drawn
        assert "…" not in drawn


async def test_the_narrowest_list_cuts_nothing_and_a_wider_one_needs_fewer_rows(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        tree = await show_list(stage, WIDE)
        lines = tree.last_line
        for _ in range(10):
            await stage.use("pane.narrower")
        assert tree.last_line > lines
        assert "Arrival from a search engine" in drawn_titles(stage, tree)
        for _ in range(20):
            await stage.use("pane.wider")
        assert tree.last_line < lines


async def test_the_cursor_takes_a_title_of_several_rows_in_one_step(workspace: Workspace) -> None:
    async with explorer(workspace, size=MEDIUM) as stage:
        tree = await show_list(stage, MEDIUM)
        tree.move_cursor(tree.root.children[0])
        visited = []
        while tree.cursor_line < tree.last_line and len(visited) < 50:
            await stage.press("down")
            assert tree.cursor_node is not None
            visited.append(str(tree.cursor_node.label))
        web = [each.title for each in workspace.templates.entries() if each.group == "web"]
        assert visited[: len(web)] == web
        assert visited[-1] == "Troubleshooting"


async def test_only_the_loaded_templates_group_and_own_groups_are_open(workspace: Workspace) -> None:
    workspace.templates.save(own("checkout", "Checkout funnel", "team"), overwrite=True)
    async with explorer(workspace, size=WIDE) as stage:
        tree = stage.find(TemplateTree)
        assert [str(each.label) for each in tree.root.children if each.is_expanded] == ["Team", "Web"]
        drawn = drawn_titles(stage, tree)
        assert drawn.startswith("▼ ★ Team Checkout funnel ✎ ▼ Web ")
        assert "● Page view " in drawn
        count = sum(each.group == "commerce" for each in workspace.templates.entries())
        assert f"▶ Commerce {count} ▶" in drawn


async def test_the_mouse_opens_a_group_and_loads_a_template(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        tree = stage.find(TemplateTree)
        for words, offset in (("▶ Commerce", 3), ("Cart open", 3)):
            y = next(index for index, line in enumerate(stage.lines) if words in line[: tree.region.right])
            await stage.pilot.click(offset=(stage.lines[y].index(words) + offset, y))
            await stage.still()
        await stage.until(lambda: stage.bench.state.draft.value.template == "cart-open")


async def test_a_template_loaded_from_elsewhere_is_revealed_also_while_the_list_has_the_focus(
    workspace: Workspace,
) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        tree = stage.find(TemplateTree)
        await stage.focus(tree)
        await stage.load("add-to-cart")
        await stage.until(lambda: "● Add to cart" in rows_of(stage, tree))


async def test_a_template_beyond_the_first_of_a_long_group_is_revealed(workspace: Workspace) -> None:
    for number in range(210):
        workspace.templates.save(own(f"t{number:03}", f"Template {number:03}", "many"), overwrite=True)
    async with explorer(workspace, size=WIDE) as stage:
        await stage.load("t207")
        tree = stage.find(TemplateTree)
        await stage.until(lambda: tree.cursor_node is not None and str(tree.cursor_node.label) == "Template 207 ✎")
        assert "● Template 207" in stage.drawn
        assert "… 9 more" in [str(each.label) for each in tree.root.children[0].children]


@pytest.mark.parametrize("count", range(6, 16))
async def test_the_loaded_template_is_in_sight_at_the_start(workspace: Workspace, count: int) -> None:
    for number in range(count):
        workspace.templates.save(own(f"t{number:02}", f"Template {number:02}", "own"), overwrite=True)
    async with explorer(workspace, size=MEDIUM) as stage:
        await stage.until(lambda: "● Page view" in rows_of(stage, stage.find(TemplateTree)))


@pytest.mark.parametrize(("group", "words"), [("web", "Web"), ("my own", "My own"), ("EU shop", "EU shop"), ("", "")])
def test_a_group_is_named_in_sentence_case(group: str, words: str) -> None:
    assert heading(group) == words


def test_groups_that_differ_in_case_alone_are_one() -> None:
    entries = [TemplateEntry(name, name, group, "") for name, group in (("a", "Web"), ("b", "commerce"), ("c", "web"))]
    assert [(name, [each.name for each in members]) for name, members in groups(entries)] == [
        ("Web", ["a", "c"]),
        ("Commerce", ["b"]),
    ]


@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 20)])
async def test_the_browser_cuts_no_title(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        stage.bench.action_browse_templates()
        await stage.shows(TemplateBrowser)
        await stage.write("arrival")
        drawn = rows_of(stage, stage.app.screen.query_one("#browser-list"))
        assert "Arrival from a search engine" in " ".join(drawn.split())
