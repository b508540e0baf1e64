"""A JUnit report of any exchange: XML that every parser takes, with everything in it to be seen."""

import json
import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.cli.exchange.export_file import save
from edge_tui.cli.exchange.junit import check_writable, write_report
from edge_tui.compare.expectations import Verdict
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.text import visible
from tests.formats.exchanges import answered, exchange
from tests.model.test_text import HOSTILE, TEXT
from tests.tables import every_row

MARKUP = "<a b=\"c\" d='e'> & ]]> <!-- "


def report_of(sent: Exchange, verdicts: list[Verdict], reason: str | None) -> ET.Element:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.xml"
        write_report(str(path), sent, verdicts, reason)
        return ET.fromstring(path.read_bytes())


@given(TEXT | st.just(MARKUP), TEXT | st.just(MARKUP), TEXT | st.just(MARKUP))
def test_any_text_is_in_the_report_escaped_as_on_screen(expression: str, found: str, reason: str) -> None:
    sent = exchange(json.dumps({"event": {"xdm": {"eventType": found}}}), outcome=answered())
    sent = replace(sent, profile_name=expression, request=replace(sent.request, request_id=reason))
    suite = report_of(sent, [Verdict(expression, ok=True), Verdict(expression, ok=False, found=found)], reason)
    response, held, failed = suite.iter("testcase")
    assert (response.get("classname"), held.get("name")) == (f"edge-tui.{visible(expression)}", visible(expression))
    for case, text in ((response, reason), (failed, found)):
        failure = case.find("failure")
        assert failure is not None
        assert failure.get("message") == visible(text)
        assert (failure.text or "") == visible(text)
    assert held.find("failure") is None
    assert suite.get("name") == visible(f"edge-tui send {found}" if found else "edge-tui send interact")


@every_row("character", HOSTILE, ids=lambda character: f"U+{ord(character):04X}")
def test_no_character_breaks_the_xml_in_an_attribute_or_in_a_text(character: str) -> None:
    suite = report_of(exchange(outcome=answered()), [Verdict(f"a{character}b", ok=False, found=character)], None)
    failure = suite.find(".//failure")
    assert failure is not None
    assert failure.get("message") == failure.text == visible(character)


def test_a_pipe_that_a_report_goes_to_stays_one(tmp_path: Path) -> None:
    pipe, report, link = tmp_path / "pipe", tmp_path / "report.xml", tmp_path / "link.xml"
    os.mkfifo(pipe)
    # Whatever the umask.
    pipe.chmod(0o644)
    report.write_text("of an earlier run")
    link.symlink_to(report)
    for path in (pipe, link):
        check_writable(str(path))
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert not report.exists()
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    save(pipe, "{}", is_private=True)
    assert os.read(reader, 10) == b"{}"
    os.close(reader)
    assert pipe.stat().st_mode & 0o777 == 0o644


def test_a_report_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="can't be written: Is a directory"):
        check_writable(str(tmp_path))
