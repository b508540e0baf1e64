"""A visit without a call to the Edge Network says why that may be, and what to try."""

from uuid import uuid4

import pytest

from edge_tui.model.origin import Source
from edge_tui.model.sightings import SDK_WORDS_LOST, PageOpened, SdkConfigured, SdkWordsLost, Sighting
from edge_tui.recording import Observer, summarize
from edge_tui.recording.no_calls import words_for_no_calls
from tests.recording.transcript import SHOP, at

OPENED = PageOpened(at(0), f"{SHOP}/", "1")
SDK = SdkConfigured(at(1), "alloy", "2.33.1", "alloy", {}, f"{SHOP}/", "1")
LOST = SdkWordsLost(at(2), f"{SHOP}/", "1")


def seen(source: Source, *sightings: Sighting) -> Observer:
    """A visit of which so much was seen."""
    observer = Observer(source, "visit", new_uuid=uuid4)
    for sighting in sightings:
        observer.see(sighting)
    return observer


@pytest.mark.parametrize(
    ("source", "sightings", "words"),
    [
        (Source.CHROMIUM, (), "No page was opened"),
        (Source.CHROMIUM, (OPENED,), "--edge-host names a first-party host"),
        (Source.FIREFOX, (OPENED,), "no Web SDK was seen"),
        (Source.CHROMIUM, (OPENED, SDK), "it got no command that sends"),
        (Source.CHROMIUM, (OPENED, SDK, LOST, LOST), "sent nothing. Use the page"),
        (Source.HAR, (OPENED,), "No Edge call is in it"),
        (Source.PROXY, (), "`edge-tui proxy trust`"),
        (Source.FORWARD, (), "as its gateway"),
    ],
)
def test_the_next_thing_to_try_is_said(source: Source, sightings: tuple[Sighting, ...], words: str) -> None:
    visit = seen(source, *sightings).visit
    assert words in words_for_no_calls(visit)
    assert visit.recording.notices == ((SDK_WORDS_LOST,) if LOST in sightings else ())


def test_a_library_without_a_version_is_named_only_where_no_page_tells_its_version() -> None:
    silent = SdkConfigured(at(2), "alloy", "", "alloy", {}, f"{SHOP}/b", "1")
    other = SdkConfigured(at(2), "reactor-extension-alloy", "", "alloy", {}, f"{SHOP}/b", "1")
    pages = (OPENED, PageOpened(at(1.5), f"{SHOP}/b", "1"))
    assert summarize(seen(Source.CHROMIUM, *pages, SDK, silent).visit).libraries == ("alloy 2.33.1",)
    assert summarize(seen(Source.CHROMIUM, *pages, silent).visit).libraries == ("alloy",)
    libraries = summarize(seen(Source.CHROMIUM, *pages, SDK, other).visit).libraries
    assert set(libraries) == {"alloy 2.33.1", "reactor-extension-alloy"}
