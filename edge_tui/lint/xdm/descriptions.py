"""Titles and descriptions of XDM fields, from adobe/xdm (CC-BY-4.0); read when one is first asked for."""

import json
import zlib
from functools import cache
from importlib import resources


def description_of(path: str) -> tuple[str, str]:
    """The title and the description of a field by its dotted path (`productListItems[].SKU`); empty if unknown.

    The first call takes a fifth of a second: make it in a thread.
    """
    texts = _texts()
    found = texts.get(path) or texts.get(".".join(path.split(".")[-2:])) or ("", "")
    return found[0], found[1]


@cache
def _texts() -> dict[str, list[str]]:
    packed = resources.files(__package__).joinpath("descriptions.json.z").read_bytes()
    texts = json.loads(zlib.decompress(packed))["texts"]
    assert isinstance(texts, dict)
    return texts
