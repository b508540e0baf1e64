"""Items that Burp Suite saves as XML, each a raw request, in Base64 or as text."""

import binascii
import re
from base64 import b64decode
from itertools import islice

from edge_tui.formats.fill_limit import FillLimit
from edge_tui.formats.reading import Reading, only_the_first
from edge_tui.formats.sources.http_import import reading_of
from edge_tui.formats.sources.http_text import requests_of

KIND = "Burp export"
_ITEMS = re.compile(r"<items\b[^>]*\bburpVersion=")
_REQUEST = re.compile(r'<request base64="(true|false)"><!\[CDATA\[([^\]]*+(?:\](?!\]>)[^\]]*+)*+)\]\]>')
_MAX_ITEMS = 500


def read_burp(text: str) -> Reading | None:
    """The requests of an export; None for any other text."""
    if not _ITEMS.search(text[:10_000]):
        return None
    items = list(islice(_REQUEST.finditer(text), _MAX_ITEMS + 1))
    messages = [_decoded(each[2]) if each[1] == "true" else each[2] for each in items[:_MAX_ITEMS]]
    limit = FillLimit()
    requests = [request for each in messages for request in requests_of(each.replace("\r\n", "\n"), limit)]
    notes = (only_the_first(_MAX_ITEMS, "items"),) if len(items) > _MAX_ITEMS else ()
    if not requests:
        return Reading(KIND, missing="The Burp export has no request.", fix="Save the items with their requests.")
    return reading_of(KIND, requests, notes)


def _decoded(text: str) -> str:
    try:
        return b64decode("".join(text.split()), validate=True).decode("utf-8", "replace")
    except binascii.Error:
        return ""
