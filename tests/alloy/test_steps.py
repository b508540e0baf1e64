"""Steps of a visit use real input, wait for what they need, and end the visit with a sentence where they fail."""

import pytest

from edge_tui.model.sightings import CommandState, Console, PageOpened, SdkCommand, SourceNotice
from tests.alloy.shop import SHOP
from tests.alloy.test_joining import running_browser
from tests.alloy.watching import Shop, Watched


def test_the_first_step_is_for_the_page_of_the_url_and_a_person_clicks_fills_in_scrolls_and_goes_on(
    watched_shop: Shop,
) -> None:
    steps = f"""
wait #buy
fill #mail someone@shop.example
fill "#mail" "  \\"quoted\\" again"
click #buy
wait #bought
scroll bottom
wait "#seen.end"
scroll 0
scroll #mail
goto /second?a=1
goto third
goto {SHOP}/sdk?views=1&consent=pending
wait 500ms
goto {SHOP}/sdk?views=1&consent=out
wait 500ms
"""
    watched = watched_shop.watch(steps, urls=(f"{SHOP}/form",))
    assert watched.source.wait_for_steps(60)
    watched.source.stop()

    assert watched.source.step_error == ""
    lines = [line.text for line in watched.of(Console) if line.page_url == f"{SHOP}/form"]
    assert lines == ["trusted someone@shop.example", 'trusted   "quoted" again', 'bought   "quoted" again']
    pages = [page.url.removeprefix(f"{SHOP}/") for page in watched.of(PageOpened)]
    assert pages == ["form", "second?a=1", "third", "sdk?views=1&consent=pending", "sdk?views=1&consent=out"]
    check_commands_that_consent_keeps_from_being_sent(watched)


def check_commands_that_consent_keeps_from_being_sent(watched: Watched) -> None:
    """They are seen."""
    assert watched.calls == []
    pending, out = (
        [each for each in watched.of(SdkCommand) if consent in each.page_url and each.name == "sendEvent"]
        for consent in ("pending", "out")
    )
    assert [each.state for each in pending] == [CommandState.BEGAN] * 2
    assert sorted(each.state for each in out) == sorted([CommandState.BEGAN, CommandState.RESOLVED] * 2)
    assert len({each.command for each in (*pending, *out)}) == 4
    assert pending[0].event_type == "web.webpagedetails.pageViews"


FAILING = {
    "click #missing": "Step click #missing in line 2 failed: nothing that can be seen matches #missing after",
    "click p[": "Step click p[ in line 2 failed: the selector isn't valid CSS.",
    "fill #end text": "Step fill #end in line 2 failed: nothing that can be filled in matches #end after",
    "goto https://gone.shop.example/": "failed: the page could not be opened (net::ERR_NAME_NOT_RESOLVED).",
}


def test_a_step_that_fails_ends_the_visit_with_a_sentence(watched_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge_tui.browser.step_runner.SELECTOR_SECONDS", 0.3)
    with running_browser(watched_shop, f"{SHOP}/plain") as address:
        # The first starts a browser, which ends with it; the others join one.
        for number, (step, reason) in enumerate(FAILING.items()):
            how = {"cdp": address} if number else {}
            watched = watched_shop.watch(f"goto {SHOP}/form\n{step}\nclick #buy", **how)
            assert watched.source.wait(60)

            assert reason in watched.source.step_error
            assert watched.of(SourceNotice)[-1].text == watched.source.step_error
            assert watched.of(Console) == []
