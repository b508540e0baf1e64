"""`lint` with several files: each format has every finding, at its place."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.conftest import Command

GOOD = '{"event":{"xdm":{"eventType":"test.good"}}}'
BAD = '{"evnt": 1}'
COPY = f"""curl 'https://edge.adobedc.net/ee/v2/interact' --data-raw '{GOOD.replace("good", "copy")}'"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a good event, a bad one whose name needs escapes, and a copied request."""
    for name, text in {"a.json": GOOD, "b,1%.json": BAD, "c.txt": COPY}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def printed(command: Command, files: Path, name: str) -> str:
    """The report on everything, in a format."""
    ended = command("lint", str(files / "*.json"), str(files / "c.txt"), "--format", name)
    assert ended.status == 1, ended.talk
    return ended.out


def test_every_format_has_every_finding(files: Path, command: Command) -> None:
    found = json.loads(printed(command, files, "json"))
    assert {Path(each["source"]).name for each in found} == {"a.json", "b,1%.json", "c.txt"}
    count = len(found)
    assert len(printed(command, files, "text").splitlines()) == count
    assert len(printed(command, files, "github").splitlines()) == count
    (run,) = json.loads(printed(command, files, "sarif"))["runs"]
    assert len(run["results"]) == count
    assert {each["ruleId"] for each in run["results"]} == {rule["id"] for rule in run["tool"]["driver"]["rules"]}


def test_a_copied_request_has_no_lines_of_its_file(files: Path, command: Command) -> None:
    lines = [line for line in printed(command, files, "github").splitlines() if "c.txt" in line]
    assert lines
    assert not [line for line in lines if "line=" in line]
    (run,) = json.loads(printed(command, files, "sarif"))["runs"]
    places = [each["locations"][0]["physicalLocation"] for each in run["results"]]
    assert {"region" in place for place in places if place["artifactLocation"]["uri"].endswith("c.txt")} == {False}
    assert {"region" in place for place in places if place["artifactLocation"]["uri"].endswith("a.json")} == {True}


def test_github_reads_names_with_its_own_separators(files: Path, command: Command) -> None:
    (line, *_) = [line for line in printed(command, files, "github").splitlines() if line.startswith("::error")]
    assert "b%2C1%25.json,line=1,col=2,title=envelope::evnt isn't a member" in line


def test_junit_has_a_case_for_each_file(files: Path, command: Command) -> None:
    suite = ET.fromstring(printed(command, files, "junit"))
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    failed = [case.get("name") for case in suite if case.find("failure") is not None]
    assert [Path(str(name)).name for name in failed] == ["b,1%.json"]


def test_a_pattern_without_files_is_an_error(files: Path, command: Command) -> None:
    ended = command("lint", str(files / "none*.json"))
    assert ended.status == 2
    assert "No file matches" in ended.talk


def test_json_is_a_format_and_an_option(files: Path, command: Command) -> None:
    one = str(files / "a.json")
    assert command("lint", one, "--json").out == command("lint", one, "--format", "json").out
