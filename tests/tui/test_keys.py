"""Keys are declared once, and a key means one thing on every screen; every list of keys derives from that."""

import re
from collections import defaultdict

import pytest

from edge_tui.tui.compare.screen import Compare
from edge_tui.tui.keys import key_rows
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.workspace import Workspace
from tests.tui.readme_keys import OWNERS, README, with_keys
from tests.tui.stage import MEDIUM, NARROW, WIDE, Stage, explorer
from tests.tui.test_panes import BINDINGS


def test_the_readmes_key_table_is_up_to_date() -> None:
    text = README.read_text("utf-8")
    assert with_keys(text) == text, "run: python -m tests.tui.readme_keys"


def test_no_two_keys_share_an_id() -> None:
    ids = [row.id for _, owner in OWNERS for row in key_rows(owner)]
    assert sorted(set(ids)) == sorted(ids)


# The keys whose one meaning has several names, by what is under them.
_NAMES = {
    # Takes what is highlighted.
    "enter": {"Load", "Use", "Go to", "Show", "Show response", "Send to these", "OK", "Close", "Open", "Open both"},
    # One step back.
    "escape": {"Cancel", "Close", "Back", "Stop", "Stop / back", "Event", "Response", "Show all"},
    "q": {"Close", "Back", "Stop"},
    # Turns one thing on or off.
    "space": {"Fold", "Select", "Switch", "Hold"},
    # Moves.
    "up": {"Previous match", "Previous", "Up"},
    "down": {"Next match", "Next", "Down"},
    "left": {"Close", "Previous"},
    "right": {"Open", "Next"},
    "n": {"Next match", "Next"},
    "N": {"Previous match", "Previous"},
    # Opens a line for what to look for.
    "slash": {"Find", "Search", "Filter"},
    # Adds one.
    "a": {"Add", "New", "New visitor"},
    "ctrl+d": {"Duplicate", "Duplicate line"},
    # Accepts a form; on the workbench, saves the draft.
    "ctrl+s": {"Save", "OK", "Import", "Start", "Template"},
    "f3": {"Save", "OK", "Import", "Start", "Template"},
    "f5": {"Send", "Send a test"},
    "ctrl+z": {"Undo", "Undo import"},
    "H": {"History", "All to history"},
    # A pane by its number, and a step from group to group, from page to page or from pane to pane.
    "1": {"Templates", "Calls"},
    "2": {"Event", "Sent"},
    "J": {"Next handle", "Next page"},
    "K": {"Previous handle", "Previous page"},
    "pagedown": {"Next page", "Page down"},
    "pageup": {"Previous page", "Page up"},
    "tab": {"Next pane", "Other side"},
    # A recorded visit; a past event in the editor.
    "C": {"Capture", "Visit"},
    "o": {"Open draft", "Edit & send"},
    # Opens it, and closes it again.
    "f1": {"Help", "Close"},
    "f6": {"Jump", "Cancel"},
    "ctrl+o": {"Jump", "Cancel"},
}


def test_a_key_means_one_thing_on_every_screen() -> None:
    meanings: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for owner, binding in BINDINGS:
        for key in binding.key.split(","):
            meanings[key][binding.description].append(owner.__name__)
    assert len(meanings) > 60
    several = {key: dict(names) for key, names in meanings.items() if len(names) > 1}
    assert {key: names for key, names in several.items() if not names.keys() <= _NAMES.get(key, set())} == {}
    assert _NAMES.keys() <= several.keys(), "a key with one name needs no list of names"


def test_an_id_of_the_keymap_is_one_action() -> None:
    names = defaultdict(set)
    for _, binding in BINDINGS:
        if binding.id:
            names[binding.id].add((binding.description, binding.key))
    assert {each: found for each, found in names.items() if len(found) > 1} == {}


# What a key's description begins with, so that the palette, the help and README say what happens.
_BEGINS_WITH_A_VERB = re.compile(
    "(add|apply|build|cancel|change|check|close|collapse|compare|convert|copy|delete|duplicate|edit|expand|expire|extend|"
    "explain|export|filter|find|format|give|go|hide|hold|import|list|load|make|manage|move|open|protect|put|quit|redo|"
    "record|rename|replace|replay|save|search|skip|select|send|show|stop|swap|switch|take|tell|undo|use|write)\\b",
    re.IGNORECASE,
)


def test_a_description_is_a_sentence_that_says_more_than_the_keys_name() -> None:
    for owner, binding in BINDINGS:
        if binding.id:
            assert _BEGINS_WITH_A_VERB.match(binding.tooltip), (owner.__name__, binding.id, binding.tooltip)
            assert len(binding.tooltip.split()) > 2, (owner.__name__, binding.id, binding.tooltip)
            assert binding.tooltip.lower() != binding.description.lower(), (owner.__name__, binding.id)


def test_no_function_key_deletes() -> None:
    for owner, binding in BINDINGS:
        if any(key.startswith("f") and key[1:].isdigit() for key in binding.key.split(",")):
            words = f"{binding.description} {binding.action}".lower()
            assert not any(each in words for each in ("delete", "duplicate", "rename", "expire")), (owner, binding.key)


async def test_no_key_of_the_footer_is_cut(workspace: Workspace) -> None:
    async with explorer(workspace, size=(20, 36)) as stage:
        await stage.send()
        await stage.focus(stage.tree)
        for width in (20, 41, 60, 80, 98, 120, 20):
            await stage.pilot.resize_terminal(width, 36)
            await stage.still()
            assert stage.tree.has_focus
            *others, palette = stage.find(KeyFooter).spans()
            assert palette[0].action == "command_palette"
            assert palette[2] == width
            help_too = [each for each in others if each[0].action == "help"]
            assert bool(help_too) == (width > 30), width
            assert [end for _, _, end in help_too] == ([palette[1]] if help_too else []), "help is beside the palette"
            left = [each for each in others if each[0].action != "help"]
            ends = [0, *(end for _, _, end in left)]
            assert [start for _, start, _ in left] == ends[:-1], "no gap and no overlap"
            assert ends[-1] <= (help_too or [palette])[0][1], width


async def test_the_footer_fills_its_width_with_what_else_can_be_done_here(workspace: Workspace) -> None:
    async with explorer(workspace, size=(80, 36)) as stage:
        await stage.use("pane.next")
        for width in (80, 160, 300):
            await stage.pilot.resize_terminal(width, 36)
            await stage.still()
            footer = stage.find(KeyFooter)
            *shown, helps, _ = footer.spans()
            room = helps[1] - shown[-1][2]
            left_out = [key for key in footer._keys if key not in {each[0] for each in shown}]
            assert all(len(f" {key.key_display} {key.description} ") > room for key in left_out), (width, left_out)
        assert len({key.action for key, _, _ in shown}) == len(shown)


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW, (60, 20)])
async def test_the_footer_starts_with_the_way_back_and_names_no_key_twice(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with explorer(workspace, size=size) as stage:
        assert _footer(stage)[0] == "send"
        await stage.send()
        assert _footer(stage)[:2] == ["back('event')", "send"]
        for binding in ("history", "visitors", "doctor"):
            await stage.use(binding)
            await stage.until(lambda: stage.app.screen is not stage.bench)
            await stage.still()
            shown = stage.find(KeyFooter).spans()
            assert next(shown)[0].key == "escape", binding
            actions = _footer(stage)
            assert len({*actions}) == len(actions), binding
            await stage.press("escape")
            await stage.until(lambda: stage.app.screen is stage.bench)


async def test_keys_of_problems_are_in_the_footer_while_there_are_problems(workspace: Workspace) -> None:
    problems = ["next_finding(1)", "fix"]
    async with explorer(workspace, size=WIDE) as stage:
        assert not {*problems} & {*_footer(stage)}
        stage.editor.rewrite(stage.editor.text.replace('"URL"', '"url"'))
        await stage.until(lambda: stage.editor.findings and {*problems} <= {*_footer(stage)})
        assert _footer(stage)[:3] == ["send", "fix", "next_finding(1)"]
        stage.editor.rewrite(stage.editor.text.replace('"url"', '"URL"'))
        await stage.until(lambda: not {*problems} & {*_footer(stage)})


@pytest.mark.parametrize("size", [NARROW, (60, 20)])
async def test_the_footer_of_comparing_goes_to_the_next_difference_at_any_width(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with explorer(workspace, size=size) as stage:
        left, right = await stage.send(), await stage.send()
        stage.app.push_screen(Compare(workspace, left, right))
        await stage.shows(Compare)
        await stage.until(lambda: "step(1)" in _footer(stage))


def _footer(stage: Stage) -> list[str]:
    return [key.action for key, _, _ in stage.find(KeyFooter).spans()]
