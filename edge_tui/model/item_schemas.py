"""The schemas of a proposition's items: what an item may hold, and in which form.

Sources: alloy, packages/core/src/constants/schema.js; Adobe's decision management for the offers.
"""

PERSONALIZATION_PREFIX = "https://ns.adobe.com/personalization/"
OFFER_PREFIX = "https://ns.adobe.com/experience/offer-management/"

# What can be asked for, each by the last part of its URL.
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
)
# Stands in the consequence of a rule, and is not asked for.
CONSEQUENCE_SCHEMAS = ("message/native-alert",)
OFFER_SCHEMAS = (
    "content-component-html",
    "content-component-json",
    "content-component-text",
    "content-component-imagelink",
)


def schema_url(name: str) -> str:
    """The whole URL of a schema, by its last part."""
    return (OFFER_PREFIX if name in OFFER_SCHEMAS else PERSONALIZATION_PREFIX) + name
