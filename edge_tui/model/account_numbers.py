"""Numbers of payment cards and bank accounts in a text, by their form and their check digits."""

import re

# Four groups of four: without them a number of an order or of a product may have the same digits.
_CARD = re.compile(r"(?<![\d-])(?:\d{4}([ -]))(?:\d{4}\1){2}\d{4}(?![\d-])", re.ASCII)
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b", re.ASCII)


def cards_in(text: str) -> list[str]:
    """The numbers of payment cards in a text, as they are written there."""
    return [match[0] for match in _CARD.finditer(text) if is_card(match[0])]


def accounts_in(text: str) -> list[str]:
    """The IBANs in a text, as they are written there."""
    return [match[0] for match in _ACCOUNT.finditer(text) if _is_account(match[0])]


def is_card(text: str) -> bool:
    """Whether digits have the length and the check digit of a card's number (Luhn)."""
    digits = [int(each) for each in text if each.isdigit() and each.isascii()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_account(text: str) -> bool:
    """Whether letters and digits are an IBAN by their check digits (ISO 13616)."""
    plain = text.replace(" ", "")
    return 15 <= len(plain) <= 34 and int("".join(str(int(each, 36)) for each in plain[4:] + plain[:4])) % 97 == 1
