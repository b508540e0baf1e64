"""What surrounds a command in a copied text: prompts, line numbers, quote marks of mail, and fences of Markdown."""

import re

_NAMES = r"(?:sudo|curl(?:ie)?|wget|https?|xhs?|Invoke-|iwr|irm|export|set)\b"
_PROMPT = re.compile(
    rf"""^[ \t]*(?:
      (?:\([\w.-]+\)[ ]*)?[\w.-]+@[\w.-]+[^\n$\#%>"'{{]{{0,80}}[$\#%][ \t]+
    | \[[\w.-]+@[^\]\n"'{{]{{1,80}}\][$\#%][ \t]*
    | PS(?:[ ]+[A-Za-z~/][^\n>"'{{]{{0,160}})?>[ \t]*
    | [A-Za-z]:\\[^\n>"'{{]{{0,160}}>[ \t]*
    | (?:ba|z|k|c|fi)?sh(?:-\d[\w.]*)?[$\#%>][ \t]+
    | [➜❯λ»→›][^\n"'{{]{{0,60}}?[ \t](?={_NAMES})
    | \$[ \t]+(?![{{(])
    | [%\#][ \t]+(?={_NAMES})
    | \d{{1,5}}[*.)]?[ \t]+(?={_NAMES})
    | [-*•+][ \t]+(?={_NAMES})
    )""",
    re.MULTILINE | re.VERBOSE,
)
_CONTINUED = re.compile(r"^[ \t]*(?:>{1,2}(?=[ \t\n]|$)|More\?)[ \t]?(?:>(?=[ \t\n]|$)[ \t]?)*", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[^\n`]*$", re.MULTILINE)


def without_prompts(text: str) -> str:
    """The text with everything that isn't part of its commands replaced by blanks, so that offsets stay the same."""
    text = _FENCE.sub(_blank, text)
    stripped = text.strip()
    if len(stripped) > 2 and stripped[0] == stripped[-1] == "`":
        text = text.replace("`", " ", 1)
        last = text.rindex("`")
        text = f"{text[:last]} {text[last + 1 :]}"
    first = next((at for at, char in enumerate(text[:10_000]) if not char.isspace()), 0)
    start = text.rfind("\n", 0, first) + 1
    if _PROMPT.match(text, start) or _CONTINUED.match(text, start):
        text = _CONTINUED.sub(_blank, text)
    return _PROMPT.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
