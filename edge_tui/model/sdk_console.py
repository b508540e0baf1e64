"""Which lines of a page's console an SDK of Adobe wrote, by how it begins them."""

import re

# The Web SDK begins its lines with its instance's name (createLogger of @adobe/alloy), tags with a rocket, or with a
# word where there was no such character (logger of Adobe's reactor-turbine).
_NAMED = re.compile(r"\[([\w$.-]{1,60})\](?=\s)")
_TAGS = ("\N{ROCKET}", "[Launch]")
# What the Web SDK is called unless a page says otherwise.
DEFAULT_INSTANCE = "alloy"


def console_instance(text: str) -> str:
    """The name in brackets that a line begins with, which may be an instance of the Web SDK; empty without one."""
    named = _NAMED.match(text)
    return named[1] if named else ""


def is_of_tags(text: str) -> bool:
    """Whether Adobe's tags (Launch) wrote a line."""
    return text.startswith(_TAGS)


def may_be_of_sdk(text: str) -> bool:
    """Whether an SDK may have written a line; for a name in brackets, the page has to say that it is an instance."""
    return is_of_tags(text) or bool(console_instance(text))
