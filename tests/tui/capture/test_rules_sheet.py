"""Rules changed on the screen while a site is recorded: without the screen, then on it."""

import re
import shlex
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import TextArea

from edge_tui.model.errors import SetupError
from edge_tui.model.origin import SentTo
from edge_tui.model.passing import AnswerWith, CutOff, GoElsewhere, PassingRequest, RequestAction
from edge_tui.model.profile import Environment, Profile
from edge_tui.tui.capture.rule_actions import RuleActions
from edge_tui.tui.capture.rule_forms import datastream_rule, fault_rule, offer_rule
from edge_tui.tui.capture.rules_sheet import RulesSheet
from edge_tui.tui.capture.screen import Capture
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.fields import Fields
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.dialogs.text_form import TextForm
from edge_tui.workspace import Workspace
from edge_tui.workspace.live_rewriting import LiveRewriting
from edge_tui.workspace.rewriting import RewritingOptions
from tests.tui.capture.shop_visit import DATASTREAM, PlayedFeed, whole
from tests.tui.capture.test_capture_screen import SIZES, capture
from tests.tui.scripted_dialogs import ScriptedDialogs

CALL = PassingRequest("POST", "https://edge.shop.example/ee/v1/interact?configId=a&requestId=r", body=b"{}")
LIVE = Profile("live", environment=Environment.PROD, url="https://edge.shop.example", datastream_id=DATASTREAM)
DEV = Profile("dev", url="https://edge.shop.example", datastream_id="d:dev")
BUSY = {"fault": "503", "events": "", "every": ""}


@pytest.fixture
def rewriting(workspace: Workspace) -> Iterator[LiveRewriting]:
    workspace.profiles.add(LIVE)
    workspace.profiles.add(DEV)
    live = workspace.rewriting.live(RewritingOptions())
    yield live
    live.close()


class Bench:
    """The actions with a person who answers from a script, and an editor that writes from one."""

    def __init__(self, rewriting: LiveRewriting, *answers: Any, edits: list[str | None] | None = None) -> None:
        self.rewriting = rewriting
        self.dialogs = ScriptedDialogs(*answers)
        self.edited: list[str] = []
        self._edits = iter(edits or [])
        self.actions = RuleActions(rewriting, self.dialogs, (SentTo("edge.shop.example", DATASTREAM),), self._edit)

    def _edit(self, text: str) -> str | None:
        self.edited.append(text)
        return next(self._edits)

    def happens(self) -> RequestAction:
        """What happens to a call now."""
        return self.rewriting.rewriter.on_request(CALL)


def profile_named(name: str) -> Callable[[Choice], str]:
    """Chooses a profile."""
    return lambda choice: next(key for key, (each, _) in choice._choices.items() if each == name)


async def test_calls_are_sent_to_a_profile_and_then_to_another_place_alone(rewriting: LiveRewriting) -> None:
    bench = Bench(rewriting, "profile", profile_named("dev"), "emulator")
    await bench.actions.add()
    action = bench.happens()
    assert isinstance(action, GoElsewhere)
    assert "configId=d:dev" in action.url
    assert "profile dev (dev)" in bench.actions.landing.words
    await bench.actions.add()
    assert [rule.enabled for rule in bench.actions.rules] == [False, True]
    assert bench.actions.landing.words == "Test traffic lands in the built-in emulator: nothing reaches Adobe."
    action = bench.happens()
    assert isinstance(action, GoElsewhere)
    assert action.url.startswith("http://127.0.0.1:")


async def test_production_is_named_and_asked_for(rewriting: LiveRewriting) -> None:
    bench = Bench(rewriting, "profile", profile_named("live"), None)
    await bench.actions.add()
    assert "PRODUCTION" in bench.dialogs.question.text
    assert bench.dialogs.question.destructive
    assert bench.actions.rules == ()
    bench.dialogs.will_answer("profile", profile_named("live"), "send")
    await bench.actions.add()
    assert rewriting.now.landing.leads_to_production
    await bench.actions.switch(0)
    bench.dialogs.will_answer("back")
    await bench.actions.switch(0)
    assert [rule.enabled for rule in bench.actions.rules] == [False], "switching it on asks again"


async def test_a_fault_is_switched_off_and_removed_at_once(rewriting: LiveRewriting) -> None:
    bench = Bench(rewriting, "fault", BUSY)
    await bench.actions.add()
    assert isinstance(bench.happens(), AnswerWith)
    await bench.actions.switch(0)
    assert bench.happens() is None
    await bench.actions.switch(0)
    assert isinstance(bench.happens(), AnswerWith)
    await bench.actions.remove(0)
    assert (bench.happens(), bench.actions.rules) == (None, ())


async def test_a_form_says_what_its_rule_does_and_where_calls_land(rewriting: LiveRewriting) -> None:
    bench = Bench(rewriting, "datastream", None)
    await bench.actions.add()
    form = bench.dialogs.shown[-1]
    assert isinstance(form, Fields)
    words = form._validate({"datastream": "4f1c6d02-7c5e-0009", "pages": "", "events": ""})
    assert "Calls go to datastream 4f1c6d02-7c5e-0009." in words
    assert "PRODUCTION" in words
    with pytest.raises(SetupError):
        form._validate({"datastream": " ", "pages": "", "events": ""})
    assert bench.actions.rules == ()


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ({"fault": "off"}, "no network: calls are cut off."),
        ({"fault": "300ms", "every": "3"}, "300 ms slower: calls wait 300 ms (1 call in 3)."),
        (
            {"fault": "429", "events": "commerce.*, web.*"},
            "status 429: calls get status 429 (event commerce.*, web.*).",
        ),
    ],
)
def test_faults_are_taken_as_people_type_them(texts: dict[str, str], sentence: str) -> None:
    assert fault_rule(texts).sentence() == sentence


@pytest.mark.parametrize("fault", ["", "ok", "200", "5000 ms", "-1", "²²²"])
def test_anything_else_is_refused_as_a_fault(fault: str) -> None:
    with pytest.raises(SetupError):
        fault_rule({"fault": fault})


@pytest.mark.parametrize("every", ["0", "x", "-1", "9" * 40])
def test_every_nth_call_is_a_number(every: str) -> None:
    with pytest.raises(SetupError):
        fault_rule({"fault": "503", "every": every})


def test_an_offer_and_a_datastream_are_rules() -> None:
    offer = offer_rule({"scope": "hero", "html": "<b>x</b>", "selector": "#hero", "pages": "https://s/*"})
    assert offer.sentence() == "offer for hero: responses have a made-up offer for hero (page https://s/*)."
    with pytest.raises(SetupError):
        offer_rule({"scope": "", "html": "x", "selector": "", "pages": ""})
    sent = datastream_rule({"datastream": "a:dev", "pages": "", "events": "x"})
    assert sent.sentence() == "to a:dev: calls go to datastream a:dev (event x)."


async def test_all_rules_are_edited_as_a_file_until_it_is_right(rewriting: LiveRewriting) -> None:
    wrong, right = "[[rules]]\nfault.state = 1", "[[rules]]\nname = 'cut'\nfault.network = 'off'"
    bench = Bench(rewriting, "again", edits=[wrong, right])
    await bench.actions.edit_file()
    assert "line 2" in bench.dialogs.question.text
    assert bench.edited[1] == wrong
    assert isinstance(bench.happens(), CutOff)
    again = Bench(rewriting, "back", edits=["[[rules]]"])
    await again.actions.edit_file()
    assert right in again.edited[0]
    assert [rule.name for rule in again.actions.rules] == ["cut"]
    emptied = Bench(rewriting, edits=[""])
    await emptied.actions.edit_file()
    assert emptied.actions.rules == ()


RULES = """\
# Sale.

# Slow, as on a train.
[[rules]]
name = "slow"
fault.delay_ms = 300   # at most 1000

[[rules]]
name = "busy"
fault.status = 503
"""


async def test_one_rule_is_edited_and_the_lines_of_the_others_stay(rewriting: LiveRewriting) -> None:
    rewriting.use(rewriting.read(RULES))
    told: list[tuple[str, ...]] = []
    rewriting.on_change = told.append

    def edited(form: TextForm) -> str:
        assert form._text == '# Slow, as on a train.\n[[rules]]\nname = "slow"\nfault.delay_ms = 300   # at most 1000\n'
        return form._text.replace("300 ", "700 ")

    bench = Bench(rewriting, edited)
    await bench.actions.edit(0)
    assert rewriting.text().endswith(RULES.replace("300 ", "700 "))
    assert told == [("slow: calls wait 700 ms.", "busy: calls get status 503.")]
    await bench.actions.switch(1)
    switched = RULES.replace("300 ", "700 ").replace('\nname = "busy"', '\nenabled = false\nname = "busy"')
    assert rewriting.text().endswith(switched)


async def test_a_rule_that_is_canceled_stays_and_one_to_production_is_asked_for(rewriting: LiveRewriting) -> None:
    rewriting.use(rewriting.read(RULES))
    bench = Bench(rewriting, None)
    await bench.actions.edit(1)
    assert rewriting.text().endswith(RULES)
    bench.dialogs.will_answer('[[rules]]\nto.profile = "live"', "back")
    await bench.actions.edit(1)
    assert "PRODUCTION" in bench.dialogs.question.text
    assert rewriting.text().endswith(RULES)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[rules]]\nfault.status = 200", "The rule, line 2: rules.fault.status"),
        ("[[rules]]\nfault.state = 503", "did you mean"),
        ("[[rules]]\nfault.status = ", "The rule: invalid TOML"),
        ("", "rules must be an array of tables"),
        (RULES, "This has 2 rules, and one is edited here."),
    ],
)
async def test_what_is_wrong_with_a_rule_is_said_as_it_is_typed(
    rewriting: LiveRewriting, text: str, words: str
) -> None:
    rewriting.use(rewriting.read(RULES))
    bench = Bench(rewriting, None)
    await bench.actions.edit(0)
    form = bench.dialogs.shown[-1]
    assert isinstance(form, TextForm)
    assert form._validate is not None
    assert form._validate("[[rules]]\nfault.status = 429").startswith("Calls get status 429.")
    assert "It is off." in form._validate("[[rules]]\nenabled = false\nfault.status = 429")
    with pytest.raises(SetupError, match=re.escape(words)):
        form._validate(text)


@SIZES
async def test_a_rule_is_edited_on_the_screen(
    workspace: Workspace, rewriting: LiveRewriting, size: tuple[int, int]
) -> None:
    rewriting.use(rewriting.read(RULES))
    async with capture(workspace, PlayedFeed(whole(), rewriting=rewriting), size) as (stage, _):
        await stage.press("W")
        await stage.shows(RulesSheet)
        await stage.press("j", "enter")
        await stage.shows(TextForm)
        assert "Calls get status 503." in stage.drawn
        area = stage.app.screen.query_one(TextArea)
        await stage.press("ctrl+end")
        assert area.cursor_location == area.document.end
        await stage.press("ctrl+shift+home")
        assert area.selected_text == area.text
        area.text = area.text.replace("503", "200")
        await stage.until(lambda: "line 3" in stage.drawn)
        await stage.press("ctrl+s")
        await stage.shows(TextForm)
        area.text = area.text.replace("200", "429")
        await stage.until(lambda: "Calls get status 429." in stage.drawn)
        await stage.press("ctrl+s")
        await stage.shows(RulesSheet)
        await stage.until(lambda: "status 429" in stage.drawn)
    assert rewriting.text().endswith(RULES.replace("503", "429"))


async def test_a_file_that_is_left_as_it_was_changes_nothing(rewriting: LiveRewriting) -> None:
    for edits in ([rewriting.text()], [None]):
        bench = Bench(rewriting, edits=edits)
        told: list[object] = []
        rewriting.on_change = told.append
        await bench.actions.edit_file()
        assert told == []


@SIZES
async def test_a_rule_is_added_on_the_screen_and_the_red_line_says_so_at_once(
    workspace: Workspace, rewriting: LiveRewriting, size: tuple[int, int]
) -> None:
    feed = PlayedFeed(whole(), rewriting=rewriting)
    async with capture(workspace, feed, size) as (stage, screen):
        assert "CHANGED" not in stage.lines[1]
        await stage.press("W")
        await stage.shows(RulesSheet)
        assert "No rule changes what passes" in stage.drawn
        await stage.press("a")
        await stage.shows(Choice)
        await stage.press("j", "enter")
        await stage.shows(RulesSheet)
        await stage.until(lambda: "■ to the emulator" in stage.drawn)
        assert "nothing reaches Adobe" in " ".join(stage.drawn.split())
        await stage.press("escape")
        await stage.shows(Capture)
        await stage.until(lambda: "CHANGED ON ITS WAY" in stage.lines[1])
        assert isinstance(rewriting.rewriter.on_request(CALL), GoElsewhere)
        await stage.press("W")
        await stage.shows(RulesSheet)
        await stage.press("space")
        await stage.until(lambda: "□ to the emulator" in stage.drawn)
        assert rewriting.rewriter.on_request(CALL) is None
        await stage.press("escape")
        await stage.shows(Capture)
        await stage.until(lambda: "CHANGED" not in stage.lines[1])
        feed.stop()
        await stage.until(lambda: "No call was changed: none fits a rule" in stage.lines[1])
        assert "sent to the real Edge" in stage.lines[0]
        assert screen.look is not None
        assert screen.look.visit.recording.rules[0].startswith("to the emulator: calls go to http://127.0.0.1:")


async def test_the_file_is_edited_in_the_users_editor_and_nobody_else_can_read_it(
    workspace: Workspace, rewriting: LiveRewriting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import nullcontext

    editor, seen = tmp_path / "editor", tmp_path / "mode"
    editor.write_text(
        f'#!/bin/sh\nstat -c %a "$1" > {shlex.quote(str(seen))}\n'
        'printf \'[[rules]]\\nname="cut"\\nfault.network="off"\' > "$1"\n'
    )
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    async with capture(workspace, PlayedFeed(whole(), rewriting=rewriting)) as (stage, _):
        monkeypatch.setattr(stage.app, "suspend", nullcontext)
        sheet = RulesSheet(rewriting, (), {"EDITOR": shlex.quote(str(editor))})
        stage.app.push_screen(sheet)
        await stage.shows(RulesSheet)
        await stage.press("f4")
        await stage.until(lambda: "■ cut" in stage.drawn)
        await stage.press("delete")
        await stage.until(lambda: "No rule changes" in stage.drawn)
    assert seen.read_text().strip() == "600"
    assert rewriting.rules == ()


async def test_production_is_a_question_on_the_screen(workspace: Workspace, rewriting: LiveRewriting) -> None:
    async with capture(workspace, PlayedFeed(whole(), rewriting=rewriting)) as (stage, _):
        await stage.press("W")
        await stage.shows(RulesSheet)
        assert "PRODUCTION" in stage.drawn, "of the site itself, whose calls are real data"
        await stage.press("a")
        await stage.shows(Choice)
        await stage.press("enter")
        await stage.until(lambda: "Send to" in stage.drawn and "live" in stage.drawn)
        rows = [line for line in stage.lines if any(f"{name} ·" in line for name in ("PROD", "stage", "dev", "local"))]
        for _ in range(next(index for index, line in enumerate(rows) if "live" in line)):
            await stage.press("j")
        await stage.press("enter")
        await stage.shows(Question)
        await stage.press("escape")
        await stage.shows(RulesSheet)
        assert rewriting.rules == ()


@SIZES
async def test_the_end_of_a_datastream_that_calls_go_to_is_in_sight(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    datastream = "11111111-2222-4333-8444-555555555555:dev"
    live = workspace.rewriting.live(RewritingOptions(to_datastream=datastream))
    async with capture(workspace, PlayedFeed(whole(), rewriting=live), size) as (stage, _):
        await stage.press("W")
        await stage.shows(RulesSheet)
        await stage.still()
        assert datastream in stage.drawn
    live.close()
