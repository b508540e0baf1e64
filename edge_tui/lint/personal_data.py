"""Unhashed e-mail addresses and phone numbers, and numbers of payment cards and bank accounts."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from edge_tui.lint.rule_hit import RuleHit, info, warning
from edge_tui.lint.subject import Subject
from edge_tui.model.account_numbers import accounts_in, cards_in, is_card
from edge_tui.model.json.document import join, strings

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_HASH = re.compile(r"[0-9a-f]{64}")
_HASHED = {
    "email": "Email_LC_SHA256",
    "phone": "Phone_SHA256",
    "phone_e.164": "Phone_SHA256_E.164",
}
_OF_CARD = re.compile(r"card|\bpan\b", re.IGNORECASE)
_PHONE = re.compile(r"\+[1-9](?:[ ().-]{0,2}\d){7,14}", re.ASCII)
_OF_PHONE = re.compile(r"phone|mobile|\btel|fax|sms|number", re.IGNORECASE)
_DIGITS = re.compile(r"\d{4}|\+\d", re.ASCII)
# Organization IDs look like addresses.
_ORG_SUFFIX = "@AdobeOrg"


def check(subject: Subject) -> Iterator[RuleHit]:
    """Unhashed identities, then addresses anywhere else in the events, including query strings."""
    for identity in subject.identities:
        hashed = _HASHED.get(identity.namespace.casefold())
        if hashed and identity.id and not _HASH.fullmatch(identity.id):
            yield info(
                join(identity.pointer, "id"),
                f"{identity.namespace} is unhashed personal data; use {hashed} with "
                "{{sha256:…}}, which hashes it when the event is sent.",
            )
    yield from _numbers(subject)
    if "@" not in subject.text and "%40" not in subject.text:
        return
    addresses = {placed.pointer for placed in subject.fields if placed.field and placed.field.format == "email"}
    for part in subject.events:
        for pointer, text in strings(part.members, part.pointer):
            if "@" not in text and "%40" not in text:
                continue
            found = _EMAIL.search(unquote(text))
            if found and _ORG_SUFFIX not in text and pointer not in addresses and not _is_expected(pointer):
                yield warning(pointer, f"{found[0]} is unhashed personal data, in a field not meant for it.")


def _numbers(subject: Subject) -> Iterator[RuleHit]:
    """Numbers of payment cards, accounts and phones, wherever no field is made for them."""
    if not _DIGITS.search(subject.text):
        return
    for part in subject.events:
        for pointer, text in strings(part.members, part.pointer):
            if not _DIGITS.search(text) or "/identityMap/" in pointer or subject.is_unfilled(pointer):
                continue
            name = pointer.rpartition("/")[2]
            if cards_in(text) or (_OF_CARD.search(name) and is_card(text)):
                yield warning(pointer, "This looks like the number of a payment card. Don't send it.")
            elif accounts_in(text):
                yield warning(pointer, "This looks like the IBAN of a bank account. Don't send it.")
            elif _PHONE.fullmatch(text.strip()) and not _OF_PHONE.search(pointer):
                yield warning(pointer, "This looks like a phone number: unhashed personal data.")


def _is_expected(pointer: str) -> bool:
    """Whether a place is for addresses by its name: an identity, or a field named after e-mail."""
    name = pointer.rsplit("/", 1)[-1].casefold()
    return "email" in name or "/identityMap/" in pointer or "/endUserIDs/" in pointer
