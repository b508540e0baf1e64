"""What a field of an event is: its title, description, type and values, and what Analytics makes of it."""

import re
from dataclasses import dataclass

from edge_tui.lint.xdm import dictionary
from edge_tui.lint.xdm.descriptions import description_of
from edge_tui.lint.xdm.dictionary import Field
from edge_tui.model.json.document import split
from edge_tui.model.json.positions import Positions

_MAX_VALUES = 12
# Variables that Analytics fills from XDM without any mapping (Experience League, XDM object variable mapping in
# Adobe Analytics), by dotted paths.
_ANALYTICS = {
    "web.webPageDetails.name": "page name (pageName)",
    "web.webPageDetails.URL": "page URL",
    "web.webPageDetails.siteSection": "site section (channel)",
    "web.webPageDetails.server": "server",
    "web.webPageDetails.isErrorPage": "page type, for error pages",
    "web.webPageDetails.pageViews.value": "makes the hit a page view, if it is above 0",
    "web.webReferrer.URL": "referrer",
    "web.webInteraction.name": "name of the link (pev2)",
    "web.webInteraction.URL": "URL of the link",
    "web.webInteraction.type": "type of the link: other, download, or exit",
    "web.webInteraction.linkClicks.value": "makes the hit a link click",
    "marketing.trackingCode": "tracking code (campaign)",
    "commerce.order.purchaseID": "purchase ID",
    "commerce.order.currencyCode": "currency code",
    "commerce.purchases.value": "event purchase",
    "commerce.productViews.value": "event prodView",
    "commerce.productListAdds.value": "event scAdd",
    "commerce.productListRemovals.value": "event scRemove",
    "commerce.productListViews.value": "event scView",
    "commerce.productListOpens.value": "event scOpen",
    "commerce.checkouts.value": "event scCheckout",
    "productListItems[].SKU": "product, if it has no name",
    "productListItems[].name": "product",
    "productListItems[].quantity": "units",
    "productListItems[].priceTotal": "revenue, with a purchase",
    "timestamp": "time of the hit, if the report suite takes timestamps",
    "identityMap.ECID[].id": "visitor ID (mid)",
}
_CUSTOM = re.compile(r"_experience\.analytics\.customDimensions\.(?:eVars|props|lists|hierarchies)\.(\w+)")
_STEPS = {"event", "events", "xdm"}


@dataclass(frozen=True, slots=True)
class FieldExplanation:
    """A field; `path` is dotted and begins below `xdm`."""

    path: str
    pointer: str
    title: str = ""
    description: str = ""
    type: str = ""
    values: tuple[str, ...] = ()
    more_values: int = 0
    analytics: str = ""
    is_required: bool = False
    is_deprecated: bool = False


def explain_field_at(text: str, offset: int) -> FieldExplanation | None:
    """The field at a character offset of an event; None if there is none that XDM knows."""
    pointer = Positions(text).pointer_at(_in_line(text, offset))
    tokens = split(pointer)
    if "xdm" not in tokens or not set(tokens[: tokens.index("xdm")]) <= _STEPS | set(map(str, range(100))):
        return None
    found = _field(tokens[tokens.index("xdm") + 1 :])
    if found is None:
        return None
    path, field = found
    title, description = description_of(path)
    values = field.enum or field.known
    custom = _CUSTOM.match(path)
    return FieldExplanation(
        path,
        pointer,
        title,
        description,
        field.describe(),
        values[:_MAX_VALUES],
        max(len(values) - _MAX_VALUES, 0),
        f"{custom[1]}" if custom else _ANALYTICS.get(path, ""),
        field.required,
        field.deprecated,
    )


def _in_line(text: str, offset: int) -> int:
    """The offset, or the nearest one on the member that its line has: not in the indentation or on its comma."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[start : len(text) if end < 0 else end]
    if not line.strip():
        return offset
    first = start + len(line) - len(line.lstrip())
    last = start + len(line.rstrip(" \t\r,")) - 1
    return max(min(offset, last), first)


def _field(tokens: list[str]) -> tuple[str, Field] | None:
    """The dotted path of a field and the field; None for the event itself, and for what XDM doesn't have."""
    field: Field | None = dictionary.event()
    path = ""
    for token in tokens:
        if field is None:
            return None
        if field.items is not None and token.isdigit():
            path, field = path + "[]", field.items
        else:
            path, field = f"{path}.{token}" if path else token, field.member(token)
    return (path, field) if field is not None and path else None
