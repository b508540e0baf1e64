"""The schemas of a proposition's items: the kinds of content and their format.

Sources: alloy, packages/core/src/constants/schema.js; messaging-ios and messaging-android for the inbox and the
old name of content cards; Adobe's decision management for the offers.
"""

PERSONALIZATION_PREFIX = "https://ns.adobe.com/personalization/"
OFFER_PREFIX = "https://ns.adobe.com/experience/offer-management/"

# Schemas a request can list, each by the last part of its URL.
PERSONALIZATION_SCHEMAS = (
    "default-content-item",
    "html-content-item",
    "json-content-item",
    "dom-action",
    "redirect-item",
    "ruleset-item",
    "measurement",
    "message/in-app",
    "message/content-card",
    "message/inbox",
)
# Occur in the consequence of a rule; never requested. `feed-item` is the old name of content cards.
CONSEQUENCE_SCHEMAS = ("message/native-alert", "message/feed-item")
OFFER_SCHEMAS = (
    "content-component-html",
    "content-component-json",
    "content-component-text",
    "content-component-imagelink",
)


def schema_url(name: str) -> str:
    """The full URL of a schema, by its last part."""
    return (OFFER_PREFIX if name in OFFER_SCHEMAS else PERSONALIZATION_PREFIX) + name
