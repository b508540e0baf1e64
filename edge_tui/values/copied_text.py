"""What people copy around an opaque value: quotes, a header, a row of DevTools, a URL, a line of JSON."""

import re
from urllib.parse import parse_qsl, urlsplit

_QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’", "«": "»"}
_HEADER = re.compile(r"(?:-H\s+)?['\"]?(?P<set>set-)?cookie\s*:\s*", re.IGNORECASE)
_NEXT_COOKIE = re.compile(r";\s+(?=[\w.%@!#$&*+^|~-]+=)")
_ATTRIBUTE = re.compile(
    r"(?:path|domain|expires|max-age|samesite|secure|httponly|partitioned|priority)\b", re.IGNORECASE
)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://\S+")
_COOKIE_NAME = re.compile(r"[\w.%@-]{2,200}")
_JSON_MEMBER = re.compile(r'"(?P<name>[\w.@:-]+)"\s*:\s*(?P<value>"(?:[^"\\\n]|\\.)*+"),?')
_STATE_ITEM = re.compile(
    r'\{[^{}]*"key"\s*:\s*"(?P<key>[^"]+)"[^{}]*"value"\s*:\s*"(?P<value>[^"]*)"[^{}]*\},?', re.DOTALL
)
_ESCAPED = re.compile(r"\\(?:u00([0-9a-fA-F]{2})|([/\"'\\]))")
_NETSCAPE_COLUMNS = 7
# Parameters of a URL that are opaque values.
_PARAMETERS = ("adobe_mc", "adb_validation_sessionid", "adobeAepValidationToken", "mboxEdgeCluster", "mboxSession")


def unwrapped(text: str) -> str:
    r"""A value without the quotes around it, a comma or an ellipsis behind it, and escapes such as `\u003d`."""
    plain = text.strip().rstrip(",").strip()
    while len(plain) > 1 and _QUOTES.get(plain[0]) == plain[-1]:
        plain = plain[1:-1].strip()
    if plain[:1] not in ("{", "["):
        plain = plain.rstrip("…").removesuffix("...")
        plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], plain)
    return plain


def split_copied(text: str) -> tuple[str, ...]:
    """The values in one line or one header, each as `name=value` if it has a name; the text itself if it is one.

    A URL gives its parameters that are opaque, a row of DevTools or of a cookie file its cookie.
    """
    plain = unwrapped(text)
    header = _HEADER.match(plain)
    if header:
        cookies = _cookies(plain[header.end() :].strip("'\""))
        return cookies[:1] if header["set"] else cookies
    if "\t" in plain and "\n" not in plain and plain[:1] not in ("{", "["):
        return _row(plain)
    if state := _STATE_ITEM.fullmatch(plain):
        return (f"{state['key']}={unwrapped(state['value'])}",)
    if member := _JSON_MEMBER.fullmatch(text.strip()):
        value = unwrapped(member["value"])
        return (value if member["name"] in ("value", "id", "scope") else f"{member['name']}={value}",)
    if _URL.fullmatch(plain):
        return _parameters(plain) or (plain,)
    if plain[:1] not in ("{", "[") and _NEXT_COOKIE.search(plain):
        return _cookies(plain)
    return (plain,)


def _cookies(text: str) -> tuple[str, ...]:
    """Pairs of a `Cookie` header or of `document.cookie`; attributes of `Set-Cookie` are dropped."""
    parts = (part.strip().strip(";") for part in _NEXT_COOKIE.split(text))
    pairs = (re.split(r";\s*(?=(?:secure|httponly|partitioned)\b|$)", part, flags=re.IGNORECASE)[0] for part in parts)
    return tuple(unwrapped(pair) for pair in pairs if pair and not _ATTRIBUTE.match(pair)) or (text.strip(),)


def _row(text: str) -> tuple[str, ...]:
    """A row of a table: name and value first, as in DevTools, or last, as in a cookie file of seven columns."""
    columns = [unwrapped(column) for column in text.split("\t")]
    if len(columns) == _NETSCAPE_COLUMNS and columns[1] in ("TRUE", "FALSE"):
        columns = columns[5:]
    if len(columns) > 1 and _COOKIE_NAME.fullmatch(columns[0]) and columns[1]:
        return (f"{columns[0]}={columns[1]}",)
    return tuple(column for column in columns if column)


def _parameters(url: str) -> tuple[str, ...]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ()
    pairs = parse_qsl(parts.query) + parse_qsl(parts.fragment.partition("?")[2] or parts.fragment)
    return tuple(f"{name}={value}" for name, value in pairs if name in _PARAMETERS)
