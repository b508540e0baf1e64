"""Which URLs are the Edge Network's, by their path alone; a path proves nothing, but any other path is none."""

import re
from urllib.parse import unquote, urlsplit

from edge_tui.model.request import Action

_ACTIONS = "|".join(re.escape(action.path) for action in Action if action is not Action.MEDIA)
_CALL = re.compile(rf"/(?:v[12]/(?:{_ACTIONS})|va/v1/\w+)/?\Z")
_CONVERSATION = re.compile(r"/brand-concierge(?:-voice)?(?:/\w+)?/conversations")
# Longer paths than any gateway takes aren't read.
_MAX_PATH = 2000


def is_edge_path(url: str) -> bool:
    """Whether a URL's path ends as one of the API's does, or is that of a Brand Concierge conversation."""
    return bool((path := _path(url)) and (_CALL.search(path) or _CONVERSATION.fullmatch(path)))


def is_conversation_path(url: str) -> bool:
    """Whether the response to a URL is a stream of a conversation, which nothing may hold back."""
    return bool(_CONVERSATION.fullmatch(_path(url)))


def _path(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return unquote(path) if len(path) <= _MAX_PATH else ""
