"""The shipped templates are valid, their placeholders resolve, and they have titles and summaries."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from edge_tui.model.json.document import JsonObject, at, pretty, strings
from edge_tui.model.placeholders import Sources, fill
from edge_tui.model.request import Action
from tests.tables import every_row

FOLDER = Path(__file__).parents[2] / "templates"
FILES = sorted(FOLDER.rglob("*.json"))
GROUPS = {
    "web",
    "commerce",
    "personalization",
    "media",
    "mobile",
    "messaging",
    "leads",
    "identity",
    "consent",
    "troubleshooting",
}


def _sources() -> Sources:
    ids: Iterator[str] = (str(UUID(int=number, version=4)) for number in range(1, 1000))
    # The response to the start of a media session, which its other events refer to.
    last = {"handle": [{"type": "media-analytics:new-session", "payload": [{"sessionId": "ab" * 32}]}]}
    return Sources(datetime(2026, 3, 1, 9, 30, tzinfo=UTC), lambda: next(ids), "1" * 38, {}, last=last)


def _read(path: Path) -> JsonObject:
    document = json.loads(path.read_text("utf-8"))
    assert isinstance(document, dict)
    return document


def test_the_first_templates_are_shipped() -> None:
    assert {
        "page-view",
        "link-click",
        "product-view",
        "add-to-cart",
        "checkout",
        "purchase",
        "form-submit",
        "identify-customer",
        "fetch-identity",
        "personalization-view",
        "offer-decisioning",
        "proposition-display",
        "application-launch",
        "target-unavailable",
    } <= {path.stem for path in FILES}


@every_row("path", FILES, ids=lambda path: path.stem)
def test_a_template_has_a_title_a_group_and_a_summary(path: Path) -> None:
    template = _read(path)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem)
    assert set(template) <= {"title", "group", "summary", "action", "extends", "body"}
    assert 3 <= len(template["title"]) <= 40
    assert template["group"] in GROUPS
    assert template["summary"].endswith(".")
    assert len(template["summary"]) <= 200
    assert Action(template.get("action", "interact")) in Action


@every_row("path", FILES, ids=lambda path: path.stem)
def test_a_template_is_formatted_like_the_editor_formats_it(path: Path) -> None:
    assert path.read_text("utf-8") == pretty(_read(path)) + "\n"


@every_row("path", FILES, ids=lambda path: path.stem)
def test_every_placeholder_of_a_template_can_be_resolved(path: Path) -> None:
    filled = fill(_read(path)["body"], _sources())
    assert filled.unresolved == ()
    assert not [text for _, text in strings(filled.document) if "{{" in text]


@every_row("path", FILES, ids=lambda path: path.stem)
def test_an_event_template_has_a_new_id_and_the_current_time(path: Path) -> None:
    template = _read(path)
    if template.get("action", "interact") in ("interact", "collect"):
        assert at(template["body"], "/event/xdm/_id") == "{{uuid}}"
        assert at(template["body"], "/event/xdm/timestamp") == "{{now}}"


def test_no_two_templates_share_a_title() -> None:
    titles = [_read(path)["title"] for path in FILES]
    assert sorted(titles) == sorted(set(titles))
