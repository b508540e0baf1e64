"""An event from elsewhere reads only what the user has allowed by name."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.json.document import pretty
from edge_tui.model.placeholders import SECRET_VARIABLES, Sources, escaped, fill
from edge_tui.model.profile import Profile
from edge_tui.model.trust import (
    check_patterns,
    described,
    permissions_in,
    placeholders_in,
    trusted,
    variables_in,
    withheld,
)
from tests.model.json.test_document import DOCUMENTS
from tests.model.test_placeholders import NOW
from tests.tables import every_row

ENVIRON = {"SHOP": "EU", "AWS_SECRET": "hush", "ACME_TIER": "gold", **dict.fromkeys(SECRET_VARIABLES, "hush")}


def sources(draft: Draft, *env: str) -> Sources:
    return trusted(Sources(NOW, lambda: "id", "7" * 38, ENVIRON), draft, Profile("acme", env=env))


def event(text: str, origin: str = "", allowed: tuple[str, ...] = ()) -> Draft:
    return Draft(pretty({"event": {"xdm": {"_id": text}}}), origin=origin, allowed=allowed)


@pytest.mark.parametrize("name", ["EDGE_TUI_CLIENT_SECRET", "EDGE_TUI_ACCESS_TOKEN", "edge_tui_access_token"])
@pytest.mark.parametrize("origin", ["", "a file"])
def test_a_secret_is_never_read_whatever_the_origin(name: str, origin: str) -> None:
    draft = event("", origin, allowed=(name, "EDGE_*"))
    environ = {**ENVIRON, name: "hush"}
    allowed = trusted(Sources(NOW, lambda: "id", "7" * 38, environ), draft, Profile("acme", env=("EDGE_*", name)))
    filled = fill({"a": "{{env:" + name + "}}"}, allowed)
    assert "hush" not in str(filled)
    assert "secret" in filled.unresolved[0].reason


def test_the_secrets_are_these() -> None:
    assert {"EDGE_TUI_CLIENT_SECRET", "EDGE_TUI_ACCESS_TOKEN"} == SECRET_VARIABLES


def test_an_event_written_here_reads_the_environment() -> None:
    draft = event("{{env:SHOP}}")
    assert fill("{{env:SHOP}}", sources(draft)).document == "EU"
    assert withheld(draft, Profile("acme")) == ()


@pytest.mark.parametrize(
    ("env", "allowed", "is_read"),
    [
        ((), (), False),
        (("SHOP",), (), True),
        ((), ("SHOP",), True),
        (("SH*",), (), True),
        (("shop", "SHO", "SHOPS", "*HOP"), (), False),
    ],
)
def test_an_event_from_elsewhere_reads_only_allowed_variables(
    env: tuple[str, ...], allowed: tuple[str, ...], is_read: bool
) -> None:
    draft = event("{{env:SHOP}}", "a file", allowed)
    filled = fill("{{ env: SHOP }}", sources(draft, *env))
    assert (filled.document == "EU") is is_read
    assert withheld(draft, Profile("acme", env=env)) == (() if is_read else ("SHOP",))
    if not is_read:
        assert "SHOP" in filled.unresolved[0].reason
        assert filled.unresolved[0].is_pending


@given(st.text(), st.text(max_size=5))
def test_no_text_from_elsewhere_reads_a_variable(before: str, after: str) -> None:
    draft = event("", "a file")
    text = before + "{{env:AWS_SECRET}}" + after
    assert "hush" not in str(fill({"a": text}, sources(draft)))


def test_headers_and_escapes_of_json_count_too() -> None:
    draft = Draft(
        '{"event": {"a": "\\u007b\\u007benv:SHOP}}"}}', headers=(("user-agent", "{{env:AWS_SECRET}}"),), origin="x"
    )
    assert withheld(draft, Profile("acme")) == ("SHOP", "AWS_SECRET")
    assert placeholders_in(draft) == ("{{env:SHOP}}", "{{env:AWS_SECRET}}")


def test_a_resolved_value_is_not_resolved_again() -> None:
    twice = Sources(NOW, lambda: "id", "7" * 38, {"A": "{{env:SHOP}}", "SHOP": "EU"})
    assert fill("{{env:A}}", twice).document == "{{env:SHOP}}"


@given(DOCUMENTS | st.builds(lambda text: {"a": "{{" + text + "}}"}, st.text(max_size=8)))
def test_escaped_text_is_sent_unchanged(document: object) -> None:
    draft = event("", "a server")
    filled = fill(escaped(document), sources(draft))
    assert filled.document == document
    assert filled.unresolved == ()
    assert variables_in(escaped(document)) == ()


@every_row("pattern", ["*", "", "A B", "A=1", "-A", "A**", "*A", "1A", "A;B", "Ä"])
def test_an_invalid_variable_pattern_is_rejected(pattern: str) -> None:
    with pytest.raises(SetupError, match="environment variable"):
        check_patterns([pattern])


KEPT = {"var:shop": "EU", "last:/a": "from before", "ask:order id": "A-17"}
_SOURCES = Sources(
    NOW, lambda: "id", "7" * 38, {}, variables={"shop": "EU"}, answers={"order id": "A-17"}, last={"a": "from before"}
)


@pytest.mark.parametrize("permission", KEPT)
@pytest.mark.parametrize("around", ["{}", "{}!"], ids=["alone", "in a text"])
def test_an_event_from_elsewhere_reads_no_value_kept_on_this_machine_without_a_permission(
    permission: str, around: str
) -> None:
    document = {"x": around.format("{{" + permission + "}}")}
    value = {"x": around.format(KEPT[permission])}
    ours, theirs = event(json.dumps(document)), event(json.dumps(document), "a file")
    assert fill(document, trusted(_SOURCES, ours, Profile("acme"))).document == value
    assert withheld(ours, Profile("acme")) == ()
    filled = fill(document, trusted(_SOURCES, theirs, Profile("acme")))
    assert filled.document == document
    # Of a question, only that it wasn't answered for this event.
    says = "no value entered yet" if permission.startswith("ask") else "a file"
    assert (filled.unresolved[0].is_pending, says in filled.unresolved[0].reason) == (True, True)
    assert withheld(theirs, Profile("acme")) == (permission,)
    for pattern in (permission, permission.partition(":")[0] + ":*"):
        allowing = Profile("acme", env=check_patterns([pattern]))
        assert fill(document, trusted(_SOURCES, theirs, allowing)).document == value
        assert withheld(theirs, allowing) == ()
    # An environment variable of the same name is another permission.
    assert withheld(theirs, Profile("acme", env=("var", "last", "ask", "shop", "order*"))) == (permission,)


@pytest.mark.parametrize(
    ("permissions", "words"),
    [
        (["A"], "the environment variable A"),
        (["A", "B", "last:/a", "last:/b"], "the environment variables A, B and the last response"),
        (["A", "var:a", "ask:b"], "the environment variable A, the variable a and the value entered for b"),
    ],
)
def test_permissions_are_described_by_what_they_read(permissions: list[str], words: str) -> None:
    assert described(permissions) == words


def test_a_placeholder_inside_json_needs_the_same_permission() -> None:
    document = {"a": "{{json:env:SHOP}}", "b": "{{json: var:shop }}", "c": "{{json:last:/x}}", "d": "{{json:ask:n}}"}
    assert permissions_in(document) == ("SHOP", "var:shop", "last:/x", "ask:n")
