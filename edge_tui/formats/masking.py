"""Finds and masks personal data in text: IDs, addresses and cookies, in any encoding.

The replacement is a salted hash: the same for each occurrence of a value, and impossible to guess.
"""

import hashlib
import html
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, unquote

from edge_tui.formats.decodings import BASE64, HEXADECIMAL, base64_bytes, decodings, has_duplicates, unescaped
from edge_tui.model.account_numbers import accounts_in, cards_in
from edge_tui.model.json.document import JsonObject, JsonValue, compact, parse
from edge_tui.values import identity_cookie

MAIL, ID, COOKIE, IDENTITY_COOKIE, PHONE, ENCODED = (
    *("e-mail address", "identity", "visitor cookie", "identity cookie", "phone number", "encoded value"),
)
PAYMENT = "payment card or account"

# A word, and the host that makes it an address: where each letter of a long word may begin one, time is quadratic.
_MAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]++(@[\w-]+(?:\.[\w-]+)+)?")
_PLAIN_MAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_ECID = re.compile(r"(?<!\d)\d{38}(?!\d)")
_PHONE = re.compile(r"(?<![\w+])\+\d[\d ()./-]{6,18}\d(?!\w)")
# The visitor's IDs in `adobe_mc`, an AMCV cookie, and the URLs of ID syncs.
_NAMED_ID = re.compile(r"\b(MCAID|MCMID|MCCIDH|dpuuid|d_uuid|d_mid|d_cid|d_cid_ic|d_fpid)([=|])([^\s|&;\"']{4,})")
# Members of Target, Analytics and Audience Manager that identify a person.
_ID_MEMBERS = frozenset(
    (
        *("mbox3rdpartyid", "thirdpartyid", "tntid", "marketingcloudvisitorid", "mcid", "ecid", "fpid", "aaid"),
        *("customerid", "userid", "crmid", "visitorid", "loyaltyid", "deviceid", "idfa", "gaid", "advertisingid"),
    )
)
_PHONE_MEMBERS = re.compile(r"phone|mobilenumber|msisdn", re.IGNORECASE)
# State that doesn't identify anyone: the edge location and the consent.
_HARMLESS = re.compile(r"kndctr_.+_AdobeOrg_(?:cluster|consent|consent_check)|at_qa_mode")
_STATE = re.compile(r"kndctr_|FPID$|s_ecid$|demdex$|mbox|AMCV")

# From one delimiter to the next; one without a code decodes to itself.
_PERCENT_ENCODED = re.compile(r"(?<![^\s&=?;,|\"<>{}])[^\s&=?;,|\"<>{}%]*+%[^\s&=?;,|\"<>{}]*")
_SAFE_IN_URL = "/:?&=#;,+@$!*'()[]"
_MAX_LAYERS, _MAX_LEVELS = 6, 100
# Texts encoded in part are decoded as a whole only this deep: each layer is searched several times.
_MAX_PART_LAYERS, _MAX_PROBE_LAYERS = 2, 3
_TOO_DEEP = "(masked: nested too deeply)"
# An ID below the first length is replaced only as a whole word, since it may be part of any other; one below
# the second only in fields for IDs.
_SHORT, _SHORTEST = 6, 3
# Names that are never masked.
_ENVELOPE = frozenset(
    (
        *("event", "events", "xdm", "data", "meta", "query", "identityMap", "requestId", "handle", "payload", "type"),
        *("id", "key", "value", "namespace", "code", "primary", "state", "entries", "scope", "items", "errors"),
    )
)


@dataclass
class Masker:
    """Masks texts and documents. A value found once is masked in every later text.

    `found` has the values by kind, for counting; never write it anywhere.
    """

    salt: bytes
    now: datetime
    found: dict[str, set[str]] = field(default_factory=dict, repr=False)
    _known: dict[str, str] = field(default_factory=dict, repr=False)
    # Words without personal data, by the number of values known when they were checked.
    _clean: dict[str, int] = field(default_factory=dict, repr=False)

    def text(self, text: str, layer: int = 0) -> str:
        """A text without personal data; unchanged when it has none."""
        if layer > _MAX_LAYERS:
            return _TOO_DEEP
        if text.lstrip()[:1] in ("{", "[", '"'):
            document = parse(text)
            if isinstance(document, dict | list | str):
                masked = self.value(document, layer + 1)
                if masked != document:
                    return compact(masked)
                # The parsed document lacks all but the last value of a duplicate name.
                if not has_duplicates(text):
                    return text
        steps = (self._plain, self._percent_encoded, self._escaped, self._base64, self._hexadecimal)
        for step in steps:
            text = step(text, layer)
        return text

    def value(self, value: JsonValue, layer: int = 0, level: int = 0) -> JsonValue:
        """A document with personal data masked in its values and names."""
        if level > _MAX_LEVELS:
            return _TOO_DEEP
        if isinstance(value, dict):
            return self._members(value, layer, level)
        if isinstance(value, list):
            return [self.value(item, layer, level + 1) for item in value]
        if isinstance(value, str):
            return self.text(value, layer)
        if isinstance(value, int | float) and not isinstance(value, bool):
            shown = str(value)
            masked = self._known.get(shown) or self._plain(shown, layer)
            return value if masked == shown else masked
        return value

    def cookie(self, name: str, value: str) -> str:
        """The masked value of a cookie or state entry: an identity cookie as its fields, other IDs hashed."""
        if _HARMLESS.fullmatch(name) or not value:
            return self.text(value)
        if name.endswith("_identity") or identity_cookie.MARK.fullmatch(value):
            return self._identity_cookie(value)
        if not _STATE.match(name):
            return self.text(value)
        self.text(unquote(value))
        self._known[unquote(value)] = self._noted(COOKIE, value)
        return self._known[unquote(value)]

    def _members(self, members: JsonObject, layer: int, level: int) -> JsonObject:
        masked: JsonObject = {}
        for name, value in members.items():
            shown = name if name in _ENVELOPE else self.text(name, layer + 1)
            masked[shown] = self._member(members, name, value, layer, level)
        return masked

    def _member(self, members: JsonObject, name: str, value: JsonValue, layer: int, level: int) -> JsonValue:
        is_scalar = isinstance(value, str | int) and not isinstance(value, bool) and str(value) != ""
        lowered = name.lower().replace("_", "").replace("-", "")
        if name == "identityMap" and isinstance(value, dict):
            return self._identity_map(value, layer, level)
        if is_scalar and name == "id" and "namespace" in members:
            return self._id(str(value))
        if isinstance(value, str) and name == "value" and isinstance(members.get("key"), str):
            return self.cookie(members["key"], value)
        if is_scalar and lowered in _ID_MEMBERS:
            return self._id(str(value))
        if is_scalar and _PHONE_MEMBERS.search(lowered) and any(each.isdigit() for each in str(value)):
            return self._noted(PHONE, str(value))
        return self.value(value, layer, level + 1)

    def _identity_map(self, namespaces: JsonObject, layer: int, level: int) -> JsonObject:
        """An identity map with every ID hashed, in any namespace."""
        masked: JsonObject = {}
        for namespace, items in namespaces.items():
            listed = items if isinstance(items, list) else [items]
            hashed = [
                {**each, "id": self._id(str(each["id"]))} if isinstance(each, dict) and each.get("id") else each
                for each in listed
            ]
            rest = self.value(hashed, layer, level + 2)
            masked[self.text(namespace, layer + 1)] = rest if isinstance(items, list) else rest[0]
        return masked

    def _id(self, value: str) -> str:
        if (mail := _MAIL.fullmatch(value.strip())) and mail[1]:
            return self._noted(MAIL, value)
        if identity_cookie.MARK.fullmatch(value):
            return self._identity_cookie(value)
        return self._noted(PHONE if _PHONE.fullmatch(value) else ID, value)

    def _noted(self, kind: str, value: str) -> str:
        """The replacement of a value, which is masked everywhere from now on."""
        if self._is_replacement(value):
            return value
        word = {MAIL: "mail", ID: "id", COOKIE: "cookie", PHONE: "phone", PAYMENT: "payment"}.get(kind, "masked")
        word = "ecid" if _ECID.fullmatch(value) else word
        # Addresses are case-insensitive.
        digest = hashlib.sha256(self.salt + value.strip().casefold().encode("utf-8", "surrogatepass")).hexdigest()
        self.found.setdefault(kind, set()).add(value.strip().casefold())
        replacement = f"{word}-{digest[:12]}"
        self._known[value] = replacement
        return replacement

    def _is_replacement(self, value: str) -> bool:
        return value in self._known.values()

    def _identity_cookie(self, value: str) -> str:
        """An identity cookie as its fields, with the ECID hashed; one that can't be decoded is hashed whole."""
        self.found.setdefault(IDENTITY_COOKIE, set()).add(unquote(value).rstrip("="))
        fields = dict(identity_cookie.read_cookie(value, self.now).fields)
        if "ecid" not in fields:
            self._known[value] = f"identity-cookie-{self._digest(value)}"
            return self._known[value]
        ecid = self._noted(ID, str(fields.pop("ecid")))
        kept = {
            name: each
            for name, each in fields.items()
            if name in ("createdAt", "isNew", "region", "source", "writeTime")
        }
        shown = ", ".join(f"{name}={self._plain(str(each), 0)}" for name, each in kept.items())
        self._known[value] = f"(identity cookie: ecid={ecid}{', ' if shown else ''}{shown})"
        return self._known[value]

    def _digest(self, value: str) -> str:
        return hashlib.sha256(self.salt + value.encode("utf-8", "surrogatepass")).hexdigest()[:12]

    def _plain(self, text: str, _layer: int) -> str:
        text = self._without_known(text)
        if "Ci" in text:
            text = identity_cookie.MARK.sub(lambda match: self._identity_cookie(match[0]), text)
        for number in (*cards_in(text), *accounts_in(text)):
            text = text.replace(number, self._noted(PAYMENT, number))
        text = _ECID.sub(lambda match: self._noted(ID, match[0]), text)
        text = _NAMED_ID.sub(lambda match: f"{match[1]}{match[2]}{self._noted(ID, match[3])}", text)
        if "@" in text:
            text = _MAIL.sub(lambda match: self._noted(MAIL, match[0]) if match[1] else match[0], text)
        return _PHONE.sub(lambda match: self._noted(PHONE, match[0]), text) if "+" in text else text

    def _without_known(self, text: str) -> str:
        for value in sorted(self._known, key=len, reverse=True):
            if len(value) < _SHORTEST or value not in text:
                continue
            if len(value) < _SHORT:
                text = re.sub(rf"(?<![\w-]){re.escape(value)}(?![\w-])", self._known[value], text)
            else:
                text = text.replace(value, self._known[value])
        return text

    def _percent_encoded(self, text: str, layer: int) -> str:
        if "%" not in text:
            return text
        text = _PERCENT_ENCODED.sub(
            lambda match: self._decoded(match[0], unquote, lambda new: quote(new, safe=""), layer), text
        )
        if layer > _MAX_PART_LAYERS:
            return text
        # Encoded in part, such as a query within a query.
        return self._decoded(text, unquote, lambda new: quote(new, safe=_SAFE_IN_URL), layer)

    def _escaped(self, text: str, layer: int) -> str:
        """Masks values behind JSON and HTML escapes in a text that is neither as a whole."""
        if "\\" in text:
            text = self._decoded(text, unescaped, str, layer)
        return self._decoded(text, html.unescape, str, layer) if "&" in text else text

    def _decoded(self, text: str, decode: Callable[[str], str], encode: Callable[[str], str], layer: int) -> str:
        decoded = decode(text)
        if decoded == text:
            return text
        masked = self.text(decoded, layer + 1)
        return text if masked == decoded else encode(masked)

    def _base64(self, text: str, layer: int) -> str:
        return BASE64.sub(lambda match: self._base64_word(match[0], layer), text)

    def _base64_word(self, word: str, layer: int) -> str:
        if self._clean.get(word) == len(self._known):
            return word
        masked = self._base64_masked(word, layer)
        if masked == word:
            self._clean[word] = len(self._known)
        return masked

    def _base64_masked(self, word: str, layer: int) -> str:
        standard = word.rstrip("=").replace("-", "+").replace("_", "/")
        whole = base64_bytes(standard)
        try:
            inner = whole.decode()
        except UnicodeDecodeError:
            inner = ""
        if inner.isprintable() or inner.lstrip()[:1] in ("{", "["):
            masked = self.text(inner, layer + 1)
            if masked != inner:
                packed = b64encode(masked.encode("utf-8", "surrogatepass")).decode()
                return packed.replace("+", "-").replace("/", "_") if set(word) & set("-_") else packed
        # The encoded part may start anywhere, as after a slash, and may contain binary data.
        is_personal = any(self._is_personal(base64_bytes(standard[start:])) for start in range(4))
        return self._noted(ENCODED, word) if is_personal else word

    def _hexadecimal(self, text: str, _layer: int) -> str:
        return HEXADECIMAL.sub(
            lambda match: self._noted(ENCODED, match[0]) if self._is_personal(bytes.fromhex(match[0])) else match[0],
            text,
        )

    def _is_personal(self, content: bytes, layer: int = 0) -> bool:
        """Whether bytes contain an address, an ECID, or a value found elsewhere, possibly encoded again."""
        text = content.decode("latin-1")
        if _PLAIN_MAIL.search(text) or _ECID.search(text):
            return True
        if any(len(value) >= _SHORT and value.encode("utf-8", "replace") in content for value in self._known):
            return True
        return layer < _MAX_PROBE_LAYERS and any(self._is_personal(each, layer + 1) for each in decodings(text))
