"""Item schemas the Web SDK renders by itself: redirects, in-app messages, content cards, control groups."""

from tests.alloy.browser import REDIRECTED_SITE, Visitor

PAGE_VIEW = {"xdm": {"eventType": "web.webpagedetails.pageViews"}}


def test_a_redirect_takes_the_visitor_away(visitor: Visitor) -> None:
    visitor.open("/old-landing")
    visitor.configure()
    visitor.page.evaluate("() => { window.alloy('sendEvent', { renderDecisions: true }); }")

    # It has come before the next test opens a page in this tab.
    visitor.page.wait_for_url(REDIRECTED_SITE + "/new-landing")


def test_an_in_app_message_shows_once_its_rule_holds(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", {**PAGE_VIEW, "renderDecisions": True})
    frame = visitor.page.frame_locator("#alloy-messaging-container iframe")
    before = visitor.page.locator("#alloy-messaging-container").count()
    context = {"renderDecisions": True, "personalization": {"decisionContext": {"welcome": "1"}}}
    with visitor.page.expect_response(lambda answer: "propositionDisplay" in (answer.request.post_data or "")):
        visitor.alloy("evaluateRulesets", context)

    assert before == 0
    assert frame.locator("h1").inner_text() == "Welcome back"


def test_content_cards_reach_their_subscriber_and_their_display_is_reported(visitor: Visitor) -> None:
    visitor.configure()
    script = """
        async surface => {
            const cards = [];
            await window.alloy("subscribeRulesetItems", {
                surfaces: [surface],
                schemas: ["https://ns.adobe.com/personalization/message/content-card"],
                callback: ({ propositions }, notify) => {
                    for (const proposition of propositions) {
                        cards.push(...proposition.items.map(item => item.data.content.title.content));
                    }
                    notify("decisioning.propositionDisplay", propositions);
                },
            });
            await window.alloy("sendEvent", { renderDecisions: true, personalization: { surfaces: [surface] } });
            await window.alloy("evaluateRulesets", { personalization: {} });
            return cards;
        }
    """
    with visitor.page.expect_response(lambda answer: "propositionDisplay" in (answer.request.post_data or "")):
        cards = visitor.page.evaluate(script, "web://www.shop.example/#cards")

    assert set(cards) == {"New in your size"}


def test_a_click_that_is_a_goal_is_reported_and_counts(visitor: Visitor) -> None:
    visitor.configure(clickCollectionEnabled=True)
    visitor.alloy("sendEvent", {**PAGE_VIEW, "renderDecisions": True})
    # A click may unload the page, so that the SDK sends a beacon: collect, whose body no browser shows.
    with visitor.page.expect_response("**/v1/collect*") as told:
        visitor.page.locator("#buy").click()

    assert told.value.status == 204
    assert visitor.logged("TGT interact of __view__")


def test_a_control_group_comes_with_its_default_content(visitor: Visitor) -> None:
    visitor.configure()
    found = visitor.alloy("sendEvent", {**PAGE_VIEW, "personalization": {"decisionScopes": ["footer"]}})

    schemas = [item["schema"] for one in found["propositions"] if one["scope"] == "footer" for item in one["items"]]
    assert schemas == ["https://ns.adobe.com/personalization/default-content-item"]
