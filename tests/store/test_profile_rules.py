"""The allowed values of each profile key; and in any layout, a change is right or refused."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from edge_tui.model.errors import FieldError, SetupError
from edge_tui.model.profile import EMULATOR_PROFILE, Credentials, Profile
from edge_tui.store.paths import Paths
from edge_tui.store.profile_table import profile_of, table_of
from edge_tui.store.profiles import ProfileStore
from tests.tables import every_row

FILE = Path("profiles.toml")

WRONG: list[tuple[str, Any, str]] = [
    ("variables", 3, "a number"),
    ("variables", ["a"], "an array"),
    ("variables", {"a": "1", "b": 2}, "at b"),
    ("upstreams", "target", "a string"),
    ("upstreams", [1], "an array"),
    ("upstreams", ["target", "targte"], "targte"),
    ("scopes", 3, "a number"),
    ("scopes", ["openid", ""], "array of strings"),
    ("scopes", "openid,,AdobeID", "array of strings"),
    ("keeps_history", "yes", "true or false"),
    ("keeps_history", 1, "true or false"),
    ("timeout_seconds", 600.001, "at most 600"),
    ("timeout_seconds", float("inf"), "at most 600"),
    ("timeout_seconds", True, "a boolean"),
    ("site_domain", "acme.example/path", "only the website's domain"),
    ("site_domain", "https://acme.example", "only the website's domain"),
    ("site_domain", "acme..example", "only the website's domain"),
    ("datastream_id", " d1", "spaces"),
    ("datastream_id", "d1\t", "control characters"),
    ("datastream_id", "a b", "isn't a datastream ID"),
    ("datastream_id", "{DATASTREAM_ID}", "isn't a datastream ID"),
    ("datastream_id", "4f1c&x=1", "isn't a datastream ID"),
    ("org_id", None, "null"),
    ("schema", 7, "a number"),
    ("url", "https://edge.example?x=1", "more than a host"),
    ("url", "https://edge.example#x", "more than a host"),
    ("url", "https://edge.example:0", "http or https URL"),
    ("url", "https://", "http or https URL"),
    ("url", "https://ed ge.example", "http or https URL"),
    ("url", "https://:pass@edge.example", "user name or a password"),
    ("ims_url", "https://ims.example/ims", "more than a host"),
    ("base_path", "..", "segments"),
    ("base_path", "a/./b", "segments"),
    ("base_path", "a b", "segments"),
    ("config_overrides", "[]", "an array"),
    ("config_overrides", {"a": [float("nan")]}, "infinity or NaN"),
    ("config_overrides", {"a": {"b": (1,)}}, "date"),
]


@every_row(("key", "value", "words"), WRONG)
def test_an_invalid_key_is_reported_by_its_name(key: str, value: Any, words: str) -> None:
    with pytest.raises(FieldError) as refused:
        profile_of("prod", {"datastream_id": "d", key: value}, FILE)
    assert refused.value.what.startswith(f"{FILE}, profile prod: {key} ")
    assert words in str(refused.value)


RIGHT: list[tuple[str, Any, str, Any]] = [
    ("timeout_seconds", 600, "timeout_seconds", 600.0),
    ("timeout_seconds", 0.001, "timeout_seconds", 0.001),
    ("scopes", " openid , AdobeID", "credentials", Credentials(scopes=("openid", "AdobeID"))),
    ("scopes", [], "credentials", Credentials(scopes=())),
    ("site_domain", ".ACME.example", "site_domain", "acme.example"),
    ("base_path", "/my/path/", "base_path", "my/path"),
    ("base_path", "", "base_path", ""),
    ("url", "https://edge.example:8443/", "url", "https://edge.example:8443/"),
    ("url", "emulator", "url", "emulator"),
    ("upstreams", ["target", "media", "target"], "upstreams", ("target", "media")),
    ("config_overrides", "", "config_overrides", {}),
    ("config_overrides", '{"a": null}', "config_overrides", {"a": None}),
    (
        "config_overrides",
        {"a": [1, 1.5, True, None, {"b": "c"}]},
        "config_overrides",
        {"a": [1, 1.5, True, None, {"b": "c"}]},
    ),
    ("keeps_history", False, "keeps_history", False),
    ("unknown", 7, "url", Profile("").url),
]


@every_row(("key", "value", "field", "read"), RIGHT)
def test_valid_keys_are_read_and_every_other_field_has_its_default(key: str, value: Any, field: str, read: Any) -> None:
    profile = profile_of("prod", {key: value}, FILE)
    assert profile == replace(Profile("prod"), **{field: read})
    assert profile_of("prod", table_of(profile), FILE) == profile


def test_a_table_has_a_key_for_every_field_but_the_name() -> None:
    written = set(table_of(Profile("p"))) - {"client_id", "scopes", "ims_url"}
    assert written == {each.name for each in fields(Profile)} - {"name", "credentials"}


LAYOUTS = [
    '[profiles.prod]\ndatastream_id = "d"\n[profiles.two]\ndatastream_id = "2"\n',
    'profiles.prod.datastream_id = "d"\nprofiles.prod.environment = "dev"\nprofiles.two.datastream_id = "2"\n',
    'profiles = {prod = {datastream_id = "d"}, two = {datastream_id = "2"}}\n',
    '[profiles]\nprod = {datastream_id = "d"}\ntwo = {datastream_id = "2"}\n',
    '[profiles."prod"]\ndatastream_id = "d"\n[other]\n[profiles.two]\ndatastream_id = "2"\n[else]\n',
    '[profiles.prod.variables]\na = "1"\n[profiles.two]\ndatastream_id = "2"\n[profiles.prod]\ndatastream_id = "d"\n',
]
CHANGED = replace(
    Profile("prod"), datastream_id="new", timeout_seconds=5.0, variables={"b": "2"}, site_domain="a.example"
)


@pytest.mark.parametrize("text", LAYOUTS)
def test_a_profile_is_replaced_rightly_in_any_layout_or_not_at_all(paths: Paths, text: str) -> None:
    paths.config.mkdir(parents=True)
    paths.profiles.write_text(text)
    store = ProfileStore(paths)
    before = store.get("prod")
    try:
        store.replace(CHANGED)
    except SetupError:
        assert paths.profiles.read_text() == text
        assert store.get("prod") == before
    else:
        assert ProfileStore(paths).get("prod") == CHANGED
    assert ProfileStore(paths).get("two") == Profile("two", datastream_id="2")
    assert ("[other]" in paths.profiles.read_text()) is ("[other]" in text)


@pytest.mark.parametrize("work", ["get", "replace", "rename", "delete"])
def test_an_unknown_profile_is_reported_with_a_suggestion(paths: Paths, work: str) -> None:
    store = ProfileStore(paths)
    store.add(Profile("staging", datastream_id="d"))
    before = paths.profiles.read_text()
    ways = {
        "get": lambda: store.get("stagign"),
        "replace": lambda: store.replace(Profile("stagign")),
        "rename": lambda: store.rename("stagign", "x"),
        "delete": lambda: store.delete("stagign"),
    }
    with pytest.raises(SetupError) as refused:
        ways[work]()
    assert "stagign" in refused.value.what
    assert "staging" in refused.value.how
    assert paths.profiles.read_text() == before


def test_the_built_in_profile_is_changed_only_by_being_written(paths: Paths) -> None:
    store = ProfileStore(paths)
    for work in (lambda: store.rename("emulator", "x"), lambda: store.delete("emulator")):
        with pytest.raises(SetupError):
            work()
    store.replace(replace(EMULATOR_PROFILE, datastream_id="mine"))
    assert [profile.datastream_id for profile in store.all()] == ["mine"]


@pytest.mark.parametrize("text", LAYOUTS)
@pytest.mark.parametrize("work", ["add", "rename", "delete"])
def test_a_file_is_changed_rightly_in_any_layout_or_not_at_all(paths: Paths, text: str, work: str) -> None:
    paths.config.mkdir(parents=True)
    paths.profiles.write_text(text)
    store = ProfileStore(paths)
    before = {profile.name: profile for profile in store.all()}
    ways = {
        "add": (lambda: store.add(replace(CHANGED, name="four")), {**before, "four": replace(CHANGED, name="four")}),
        "rename": (
            lambda: store.rename("prod", "renamed"),
            {name: each for name, each in before.items() if name != "prod"}
            | {"renamed": replace(before["prod"], name="renamed")},
        ),
        "delete": (lambda: store.delete("prod"), {name: each for name, each in before.items() if name != "prod"}),
    }
    change, expected = ways[work]
    try:
        change()
    except SetupError:
        assert paths.profiles.read_text() == text
    else:
        assert {profile.name: profile for profile in ProfileStore(paths).all()} == expected
