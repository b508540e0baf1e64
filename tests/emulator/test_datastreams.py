"""Datastreams out of TOML: the ones that ship, and mistakes that are named."""

import re
from dataclasses import is_dataclass
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from edge_tui.emulator import datastreams
from edge_tui.emulator.config import Client, Datastream
from edge_tui.emulator.datastreams import load, read_config
from edge_tui.emulator.faults import Faults
from edge_tui.emulator.inferred import Inferred
from edge_tui.emulator.upstreams import UPSTREAMS
from edge_tui.model.errors import SetupError
from edge_tui.model.profile import EMULATOR_DATASTREAM_ID, EMULATOR_ORG_ID
from tests.tables import every_row

MINIMAL = """
[[datastreams]]
id = "one"
name = "One"
"""


def test_the_built_in_profile_leads_to_a_datastream_with_everything_on() -> None:
    config = load()
    datastream = config.datastream(EMULATOR_DATASTREAM_ID)

    assert datastream
    assert config.org_id == datastream.org_id == EMULATOR_ORG_ID
    assert set(datastream.upstreams) == set(UPSTREAMS)


def test_one_ships_for_each_thing_worth_debugging() -> None:
    assert [datastream.name for datastream in load().datastreams] == [
        "Everything on",
        "Authenticated only",
        "Disabled",
        "Consent pending",
        "Target only",
        "Misconfigured sandbox",
        "Flaky upstreams",
        "Low limits",
    ]
    assert [datastream.id[-2:] for datastream in load().datastreams] == [f"0{number}" for number in range(1, 9)]


def test_target_only_has_target_and_identities() -> None:
    datastream = load().datastreams[4]

    assert datastream.upstreams == ("identity", "target")


def test_a_file_of_ones_own_replaces_what_ships(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'org_id = "MINE@AdobeOrg"\n{MINIMAL}[datastreams.upstreams.target]\n', encoding="utf-8")
    config = load(path)

    (datastream,) = config.datastreams
    assert (datastream.org_id, datastream.upstreams) == ("MINE@AdobeOrg", ("target",))


def test_a_file_may_start_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("\ufeff" + datastreams.shipped_text(), encoding="utf-8")
    assert load(path) == load()


def test_what_ships_is_a_file_one_can_start_from() -> None:
    assert read_config(datastreams.shipped_text(), "copy.toml") == load()


def settings_of(shape: type) -> set[str]:
    """The names of all settings of a dataclass, and of those inside them."""
    names = set()
    for name, hint in get_type_hints(shape).items():
        names.add(name)
        for inner in (hint, *get_args(hint)):
            if is_dataclass(inner) and isinstance(inner, type):
                names |= settings_of(inner)
    return names


@every_row("shape", [Client, Datastream, Faults, *(module.Settings for module in UPSTREAMS.values())])
def test_every_setting_is_in_the_built_in_file(shape: type) -> None:
    words = set(re.findall(r"\w+", datastreams.shipped_text()))

    assert settings_of(shape) - {"settings", "off"} <= words


@every_row(
    ("text", "line", "words"),
    [
        ("region = 'mars1'\n" + MINIMAL, 1, "region must be one of or2"),
        ("\nregoin = 'or2'\n" + MINIMAL, 2, "did you mean region?"),
        (MINIMAL + "enabled = 'yes'\n", 5, "datastreams.enabled must be true or false, not a string"),
        (MINIMAL + "acess = 'mixed'\n", 5, "did you mean access?"),
        (MINIMAL + "access = 'open'\n", 5, "must be one of mixed, authenticated, not 'open'"),
        (MINIMAL + "overrides = 'all'\n", 5, "must be an array, not a string"),
        (MINIMAL + "[datastreams.upstreams.tarqet]\n", 5, "did you mean target?"),
        (MINIMAL + "[datastreams.upstreams.identity]\n\nfpid_cookie = 1\n", 7, "fpid_cookie must be a string"),
        (MINIMAL + "upstreams.media.enabled = 1\n", 5, "enabled must be true or false"),
        (MINIMAL + "faults = { upstreams = { target = 'late' } }\n", 5, "upstreams.target must be one of timeout"),
        (MINIMAL + "[datastreams.faults]\nlatency_ms = 'x'\n", 6, "datastreams.faults.latency_ms must be a whole"),
        (MINIMAL + "[datastreams.faults]\n\nlatncy_ms = 5\n", 7, "did you mean latency_ms?"),
        (MINIMAL + "overrides = ['com_adobe_targt']\n", 5, "did you mean com_adobe_target?"),
        (MINIMAL + "interact_units_per_second = -1\n", 5, "interact_units_per_second must be 0"),
        (MINIMAL + "upstreams.identity.fpid_cookie = ''\n", 5, "must name a cookie"),
        (
            MINIMAL + "[[datastreams.upstreams.edge_segmentation.audiences]]\nid = 'a'\nwhere = { 'xdm/a' = '*' }\n",
            7,
            "keys are pointers",
        ),
        (
            MINIMAL + "[[datastreams.rules]]\nname = 'x'\noverrides = { com_adobe_target = { enabled = true } }\n",
            7,
            "datastreams.rules.overrides isn't valid: com_adobe_target.enabled may only be set to false.",
        ),
        (MINIMAL + "[[datastreams.rules]]\nname = 'x'\nwhere = { '/query/a' = '*' }\n", 7, "keys are pointers"),
        (MINIMAL + "[[datastreams.rules]]\nname = 'x'\nlatency_ms = -1\n", 7, "must be 0 or more"),
        ("bases = []\n" + MINIMAL, 1, "at least one path"),
        (MINIMAL + MINIMAL, 7, "is used twice"),
        (MINIMAL + "like = 'two'\n", 5, "a datastream above this one"),
        ("[[datastreams]]\nname = 'x'\n", 1, "id is missing"),
        ("[inferred]\nopt_out_status = 401\n" + MINIMAL, 2, "must be one of 200, 403, not 401"),
        ("[inferred]\nretry_after_seconds = '9'\n" + MINIMAL, 2, "must be a whole number, not a string"),
        (MINIMAL + "[[clients]]\nclient_id = 'a'\n", 5, "client_secret is missing"),
        (
            MINIMAL + "[datastreams.upstreams.target]\n[[datastreams.upstreams.target.decisions]]\nscope = 'x'\n"
            "activity = { id = '1', prio = 3 }\n",
            8,
            "did you mean priority?",
        ),
        (
            MINIMAL + "[[datastreams.upstreams.target.decisions]]\nscope = 'x'\nactivity = { id = '1' }\n"
            "[[datastreams.upstreams.target.decisions.items]]\nschema = 'html-contnt-item'\n",
            9,
            "did you mean html-content-item?",
        ),
    ],
)
def test_a_config_error_is_a_sentence_with_line_and_key(text: str, line: int, words: str) -> None:
    with pytest.raises(SetupError) as caught:
        read_config(text, "mine.toml")

    assert f"mine.toml, line {line}:" in caught.value.what
    assert words in caught.value.what


def test_invalid_toml_is_reported_with_its_position() -> None:
    with pytest.raises(SetupError, match="line 2"):
        read_config("a = 1\nb = \n", "mine.toml")


def test_a_config_needs_a_datastream() -> None:
    with pytest.raises(SetupError, match="at least one"):
        read_config("", "mine.toml")


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"can.t be read"):
        load(tmp_path / "missing.toml")
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe")
    with pytest.raises(SetupError, match="UTF-8"):
        load(binary)


def test_every_decision_in_the_table_of_the_inferred_decides_something() -> None:
    room = Path(str(datastreams.__file__)).parent
    code = "".join(path.read_text(encoding="utf-8") for path in room.rglob("*.py") if path.stem != "inferred")

    assert [name for name in get_type_hints(Inferred) if f"inferred.{name}" not in code] == []


def test_every_upstream_is_named_like_its_module() -> None:
    assert {name: module.__name__ for name, module in UPSTREAMS.items()} == {  # type: ignore[attr-defined]
        name: f"edge_tui.emulator.upstreams.{name}" for name in UPSTREAMS
    }
    modules = {path.stem for path in Path(UPSTREAMS["target"].__file__).parent.glob("*.py")}  # type: ignore[attr-defined]
    assert modules - {"__init__"} == set(UPSTREAMS)
