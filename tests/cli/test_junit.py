"""A JUnit report of any exchange: XML that every parser takes, with everything in it to be seen."""

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.cli.exchange.junit import write_report
from edge_tui.compare.expectations import Verdict
from edge_tui.model.exchange import Exchange
from edge_tui.model.text import visible
from tests.formats.exchanges import answered, exchange
from tests.model.test_text import HOSTILE, TEXT

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


@pytest.mark.parametrize("character", HOSTILE, ids=lambda character: f"U+{ord(character):04X}")
def test_no_character_breaks_the_xml_in_an_attribute_or_in_a_text(character: str) -> None:
    suite = report_of(exchange(outcome=answered()), [Verdict(f"a{character}b", ok=False, found=character)], None)
    failure = suite.find(".//failure")
    assert failure is not None
    assert failure.get("message") == failure.text == visible(character)
