"""The command palette: every command by name, by area, with its key."""

import pytest
from rich.text import Text
from textual import events
from textual.widgets import Input, OptionList, Static

from edge_tui.model.profile import Profile
from edge_tui.tui.history.screen import History
from edge_tui.tui.palette.screen import Palette
from edge_tui.tui.palette.search import PrefixedCommand, Row, found, rows_of, sentence_of
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.tables import every_row
from tests.tui.stage import Stage, explorer

COMMANDS = (
    ("event: send", "Send the event"),
    ("profile: add", "Add a profile"),
    ("event: format", "Format the JSON of the event"),
    ("history: open", "Search all past exchanges"),
    ("quit", "Quit; your draft is saved"),
)


def rows() -> list[Row]:
    """Some commands, and two templates."""
    from textual.app import SystemCommand

    commands = [SystemCommand(title, words, lambda: None) for title, words in COMMANDS]
    templates = [PrefixedCommand(f"template: {each}", "", lambda: None) for each in ("Send money", "Page view")]
    return rows_of([*commands, *templates], lambda _call: "")


async def open_palette(stage: Stage) -> Palette:
    """Opens the palette."""
    await stage.use("palette")
    await stage.shows(Palette)
    palette = stage.app.screen
    assert isinstance(palette, Palette)
    return palette


def test_without_a_search_the_commands_of_an_area_are_together_and_templates_are_not_listed() -> None:
    titles = [row.title for row in found(rows(), "  ")]
    assert titles == ["event: send", "event: format", "profile: add", "history: open", "quit"]


@every_row(
    ("search", "titles"),
    [
        ("send", ["event: send"]),
        ("event", ["event: send", "event: format"]),
        ("past", ["history: open"]),
        ("FORMAT event", ["event: format"]),
        ("evfo", ["event: format"]),
        ("template", ["template: Send money", "template: Page view"]),
        ("template: page", ["template: Page view"]),
        ("page view", ["template: Page view"]),
        ("money send", ["template: Send money"]),
        ("zebra", []),
    ],
)
def test_a_search_finds_titles_first_and_templates_behind_commands(search: str, titles: list[str]) -> None:
    assert [row.title for row in found(rows(), search)] == titles


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Send the event (f5)", "Send the event."),
        ("send it.", "Send it."),
        ("", ""),
        ("Convert (API v2) to v1", "Convert (API v2) to v1."),
    ],
)
def test_a_description_is_a_sentence_without_its_key(words: str, sentence: str) -> None:
    assert sentence_of(words) == sentence


async def test_the_palette_lists_every_template_profile_and_visitor(workspace: Workspace) -> None:
    workspace.profiles.add(Profile("acme", datastream_id="4f1c"))
    async with explorer(workspace) as stage:
        titles = {each.title for each in stage.app.get_system_commands(stage.bench)}
        assert {f"template: {each.title}" for each in workspace.templates.all()} <= titles
        assert {"profile: use acme", "profile: use emulator", "visitor: new", "history: open"} <= titles


async def test_every_command_has_a_sentence_and_shows_the_key_that_does_the_same(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        palette = await open_palette(stage)
        listed = {row.title: row for row in found(palette._rows, "")}
        assert all(row.sentence[0].isupper() and row.sentence.count(". ") == 0 for row in listed.values())
        keys = {title: row.key for title, row in listed.items()}
        assert keys["event: send"] == "f5"
        assert keys["event: format"] == "^l"
        assert keys["event: watch"] == "w"
        assert keys["pane: maximize or restore"] == "f10"
        assert keys["profile: use emulator"] == ""


def says_only_its_name(row: Row) -> bool:
    """Whether the sentence has no word that the title hasn't."""
    names = {*row.title.lower().replace(":", " ").split(), "the", "a", "an"}
    return {*row.sentence.lower().rstrip(".").split()} <= names


async def test_no_sentence_only_repeats_its_commands_name(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        for binding in ("", "history", "visitors", "back.event"):
            if binding:
                await stage.use(binding)
            palette = await open_palette(stage)
            rows = [row for row in palette._rows if not row.is_prefixed]
            assert len(rows) > 10
            assert [(row.title, row.sentence) for row in rows if says_only_its_name(row)] == [], binding
            await stage.press("escape")
            await stage.until(lambda: not isinstance(stage.app.screen, Palette))
            if binding in ("history", "visitors"):
                await stage.press("escape")
            await stage.still()


async def test_the_palette_is_in_the_middle_and_no_line_is_wider_than_it(workspace: Workspace) -> None:
    for width in (160, 100, 60, 20):
        async with explorer(workspace, size=(width, 30)) as stage:
            await open_palette(stage)
            box = stage.app.screen.query_one("#palette").region
            assert abs(box.x - (width - box.right)) <= 1
            assert box.width <= min(100, width)
            listing = stage.find(OptionList)
            assert listing.virtual_size.width <= listing.size.width


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20)], ids=["120x36", "80x24", "60x20"])
async def test_a_search_that_finds_nothing_says_what_can_be_done_in_a_box_of_its_size(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with explorer(workspace, size=size) as stage:
        await open_palette(stage)
        box = stage.app.screen.query_one("#palette")
        region = box.region
        await stage.write("zz[b]q")
        words = stage.app.screen.query_one("#palette-nothing")
        assert box.region.height == words.region.height + 6
        assert words.region.bottom < box.region.bottom
        shown = " ".join(stage.drawn.replace("│", " ").split())
        assert "matches “zz[b]q”. Try another word" in shown
        assert "while it has the focus." in shown
        await stage.press(*["backspace"] * 6)
        assert box.region == region


async def test_a_template_is_loaded_from_the_palette(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        palette = await open_palette(stage)
        await stage.write("template: purchase")
        await stage.until(lambda: palette.titles[:1] == ["template: Purchase"])
        await stage.press("enter")
        await stage.until(lambda: stage.bench.state.draft.value.template == "purchase")


async def test_keys_move_from_command_to_command_over_the_names_of_areas(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        palette = await open_palette(stage)
        listing = stage.find(OptionList)
        visited = []
        for _ in palette.titles:
            assert listing.highlighted is not None
            row = palette._shown[listing.highlighted]
            assert row is not None
            visited.append(row.title)
            await stage.press("down")
        assert visited == palette.titles


async def test_every_key_that_does_something_here_is_a_command(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await stage.focus(stage.tree)
        palette = await open_palette(stage)
        titles = {row.title for row in palette._rows}
        assert {"response: actions", "response: display event", "response: why", "event: undo"} <= titles
        assert {"pane: wider", "response: fold"} <= titles, "found by a search"
        assert not {"pane: wider", "response: down"} & set(palette.titles), "not listed without one"
        assert len(titles) == len(palette._rows)
        await stage.write("display event")
        await stage.press("enter")
        await stage.shows(Workbench)


async def test_a_key_of_another_screen_is_a_command_there(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await stage.use("history")
        await stage.shows(History)
        palette = await open_palette(stage)
        assert {"history: note", "history: export", "history: replay"} <= set(palette.titles)
        await stage.write("history: note")
        await stage.press("enter")
        await stage.until(lambda: not isinstance(stage.app.screen, Palette | History))


async def test_no_sentence_is_cut_and_a_narrow_list_says_the_highlighted_ones_below(workspace: Workspace) -> None:
    async with explorer(workspace, size=(120, 60)) as stage:
        palette = await open_palette(stage)
        box = stage.app.screen.query_one("#palette").region
        rows = [line[box.x : box.right] for line in stage.lines[box.y : box.bottom]]
        assert [row for row in rows if "…" in row and "{{ask:…}}" not in row] == []
        assert "Send the event again until something changes." in " ".join(rows)
        await stage.press("escape")
        await stage.pilot.resize_terminal(80, 24)
        await stage.still()
        palette = await open_palette(stage)
        said = stage.find(Static, "#palette-sentence")
        for row in (each for each in palette._shown if each is not None):
            assert str(said.content) == row.sentence
            assert len(row.sentence) <= 2 * said.size.width
            await stage.press("down")


async def test_a_template_says_its_first_sentence_whole(workspace: Workspace) -> None:
    summaries = {f"template: {each.title}": each.summary for each in workspace.templates.entries()}
    async with explorer(workspace, size=(120, 60)) as stage:
        palette = await open_palette(stage)
        listed = [row for row in palette._rows if row.title in summaries]
        assert len(listed) > 20
        assert [row.sentence for row in listed if set("`*") & set(row.sentence)] == []
        assert any(". " in row.sentence for row in listed)
        assert all(". " not in row.brief and row.sentence.startswith(row.brief) for row in listed)
        for row in listed:
            palette.query_one(Input).value = row.title
            palette._list()
            drawn = " ".join(str(option.prompt) for option in stage.find(OptionList).options)
            assert [word for word in row.brief.split() if word not in drawn] == [], row.title
    async with explorer(workspace, size=(60, 20)) as stage:
        palette = await open_palette(stage)
        said = stage.find(Static, "#palette-sentence")
        longest = max(listed, key=lambda row: len(row.brief))
        palette.query_one(Input).value = longest.title
        await stage.until(lambda: str(said.content) == longest.brief)
        await stage.still()
        assert len(Text(longest.brief).wrap(stage.app.console, said.size.width)) <= said.size.height


async def test_an_open_palette_follows_the_theme(workspace: Workspace) -> None:
    async with explorer(workspace, size=(120, 36)) as stage:
        await open_palette(stage)
        await stage.press("down", "down")
        listing = stage.find(OptionList)
        before, on = [str(option.prompt.spans) for option in listing.options], listing.highlighted
        stage.app.theme = "textual-light"
        await stage.until(lambda: [str(option.prompt.spans) for option in listing.options] != before)
        assert listing.highlighted == on


async def test_a_key_that_follows_enter_at_once_is_for_what_the_command_loads(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.use("palette")
        await stage.shows(Palette)
        await stage.write("target unavailable")
        for key in ("enter", "f5"):
            stage.app.post_message(events.Key(key, None))
        exchange = await stage.answered()
        assert exchange.response is not None
        assert exchange.response.status == 207


async def test_a_key_after_an_enter_that_chose_nothing_is_not_kept(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_palette(stage)
        await stage.write("zebra")
        for key in ("enter", "f5"):
            stage.app.post_message(events.Key(key, None))
        await stage.still()
        await stage.press("escape")
        await stage.shows(Workbench)
        await stage.still()
        assert stage.bench.state.exchange.value is None
