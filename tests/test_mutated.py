"""Mutated responses and events go through everything that reads them, without a screen.

`--thorough` tries many more; a failure names its seed.
"""

import json
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from edge_tui.formats import FORMATS
from edge_tui.formats.export import export
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange, Response, Timings
from edge_tui.model.node import Node
from edge_tui.tui.response.explanation_text import explanation_of
from edge_tui.tui.themes import _colors
from edge_tui.workspace import Workspace
from tests.outline.test_fuzz import CAPTURES, DAMAGES, damaged

_ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 10**400, 1e308, "", " ", "\x00", "\ud800", "é", "\u202e", "{{now}}", "{{env:HOME}}"),
    *("{{last:/x}}", "{{", "a" * 5000, [], {}, [[]], {"": {}}, [None] * 3, "2026-03-14T12:00:00Z", "ECID"),
)
_MAX_NODES = 400
# It doesn't support every media call yet.
_LEFT_OUT = {"alloy"}
_PALETTE = _colors(())
_DEPTHS = (10, 100)


@pytest.fixture
async def shared_workspace(home: Path) -> AsyncIterator[Workspace]:
    numbers = random.Random(1)
    workspace = Workspace(
        {"EDGE_TUI_HOME": str(home)},
        clock=lambda: datetime(2026, 3, 14, 12, tzinfo=UTC),
        new_uuid=lambda: UUID(int=numbers.getrandbits(128), version=4),
    )
    yield workspace
    await workspace.close()


def mutated(value: Any, chance: random.Random, rate: float = 0.08) -> Any:
    """A JSON value with members replaced, lost, repeated under other names, and nested."""
    if chance.random() < rate:
        odd = chance.choice(_ODD)
        for _ in range(chance.choice(_DEPTHS) if chance.random() < 0.1 else 0):
            odd = [odd] if chance.random() < 0.5 else {"a": odd}
        return odd
    if isinstance(value, dict):
        return {
            (name if chance.random() > rate / 2 else chance.choice(("", "é", "\ud800", name.upper()))): mutated(
                each, chance, rate
            )
            for name, each in value.items()
            if chance.random() > rate / 2
        }
    if isinstance(value, list):
        kept = [mutated(each, chance, rate) for each in value if chance.random() > rate / 2]
        return kept * (2 if chance.random() < rate else 1)
    return value


def look_at(node: Node) -> int:
    """Opens a tree up to a limit, and reads every explanation; returns the number of nodes."""
    waiting, seen = [node], 0
    while waiting and seen < _MAX_NODES:
        each = waiting.pop()
        seen += 1
        assert isinstance(each.label + each.value, str)
        explanation_of(each, _PALETTE, 60)
        waiting += each.children()
    return seen


async def sent(workspace: Workspace) -> Exchange:
    template = next(each for each in workspace.templates.all() if each.name == "page-view")
    profile = workspace.accounts.profile()
    return await workspace.sessions.get(profile).send(workspace.templates.draft_from(template, profile))


async def test_any_mutated_response_is_outlined_opened_and_explained(
    shared_workspace: Workspace, request: pytest.FixtureRequest
) -> None:
    rounds = 20_000 if request.config.getoption("--thorough") else 250
    origin = await sent(shared_workspace)
    bodies = [body for name in CAPTURES for damage in DAMAGES for body in damaged(name, damage, rounds=1)]
    documents = [json.loads(each) for each in bodies if _is_json(each)]
    assert origin.response is not None
    documents.append(json.loads(origin.response.body))
    for seed in range(rounds):
        chance = random.Random(seed)
        body = json.dumps(mutated(chance.choice(documents), chance)).encode()
        exchange = origin.ended(Response(chance.choice((200, 207, 422, 500)), (), body, Timings(1.0)))
        try:
            assert look_at(shared_workspace.outline(exchange)) > 0
            assert exchange.response is not None
            assert exchange.response.reading_error is None
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise


async def test_any_mutated_event_is_linted_prepared_sent_and_exported(
    shared_workspace: Workspace, request: pytest.FixtureRequest
) -> None:
    rounds = 10_000 if request.config.getoption("--thorough") else 150
    profile, templates = shared_workspace.accounts.profile(), shared_workspace.templates.all()
    session = shared_workspace.sessions.get(profile)
    for seed in range(rounds):
        chance = random.Random(seed)
        template = chance.choice(templates)
        text = json.dumps(mutated(template.body, chance))
        draft = Draft(text, template.action, template.name)
        try:
            shared_workspace.linting.lint(draft, profile)
            try:
                shared_workspace.linting.preview(draft, profile)
                exchange = await session.send(draft)
            except SetupError:
                continue
            assert exchange.outcome is not None
            look_at(shared_workspace.outline(exchange))
            for name in FORMATS.keys() - _LEFT_OUT:
                export(name, [exchange])
        except Exception as error:
            error.add_note(f"seed {seed}: {text[:2000]}")
            raise
        if notes := shared_workspace.crash_notes.all():
            raise AssertionError(f"seed {seed}: {notes[0].read_text()}\n{text[:2000]}")


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True
