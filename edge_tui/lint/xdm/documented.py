"""Fields that Adobe's products send and document, although adobe/xdm doesn't list them."""

from typing import Any

_TEXT: dict[str, Any] = {"type": "string"}
_NUMBER: dict[str, Any] = {"type": "number"}
_COUNT: dict[str, Any] = {"type": "integer"}
_OBJECT: dict[str, Any] = {"type": "object"}
_LIST: dict[str, Any] = {"type": "array"}

# Adobe Commerce, Data Connection: storefront and back office events (Experience League).
_COMMERCE = {
    "channel._type": _TEXT,
    "commerce.billing.address.state": _TEXT,
    "commerce.order.payments[].paymentTransactionID": _TEXT,
    "commerce.refunds": _LIST,
    "commerce.refunds[]": _OBJECT,
    "commerce.refunds[].currencyCode": _TEXT,
    "commerce.refunds[].refundAmount": _NUMBER,
    "commerce.refunds[].refundPaymentType": _TEXT,
    "commerce.refunds[].transactionID": _TEXT,
    "commerce.shipping.address.state": _TEXT,
    "commerce.shipping.currencyCode": _TEXT,
    "productListItems[].categories": _LIST,
    "productListItems[].categories[]": _OBJECT,
    "productListItems[].categories[].id": _TEXT,
    "productListItems[].categories[].name": _TEXT,
    "productListItems[].categories[].path": _TEXT,
    "productListItems[].id": _TEXT,
}
# Seen on the wire: Adobe Advertising's conversion tracking with the Web SDK.
_ADVERTISING = {
    "_experience.adcloud.conversionDetails.trackingCode": _TEXT,
    "_experience.adcloud.conversionDetails.trackingIdentities": _TEXT,
}
# messaging-ios and messaging-android: a card that no longer qualifies.
_MESSAGING = {"_experience.decisioning.propositionEventType.disqualify": _COUNT}
# Offer decisioning before scopeDetails: older SDKs return these two of a proposition.
_OFFERS: dict[str, dict[str, Any]] = {
    f"_experience.decisioning.propositions[].{name}": {"type": "object", "map": True}
    for name in ("activity", "placement")
}
# concierge-android: the feedback on an answer of Brand Concierge.
_CONCIERGE = {"conversation.turnID": _TEXT}

# Seen in events of travel sites: the measure that counts a reservation.
_RESERVATIONS: dict[str, dict[str, Any]] = {
    "reservations.reservation": _OBJECT,
    "reservations.reservation.id": _TEXT,
    "reservations.reservation.value": _NUMBER,
}

DOCUMENTED: dict[str, dict[str, Any]] = {
    **_COMMERCE,
    **_ADVERTISING,
    **_MESSAGING,
    **_OFFERS,
    **_CONCIERGE,
    **_RESERVATIONS,
}
