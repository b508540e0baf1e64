"""What a command of a script would write, for the few that only repeat what the script says."""

import json
import re

from edge_tui.formats.fill_limit import FillLimit
from edge_tui.formats.sources.ansi_c import unescaped
from edge_tui.formats.sources.command import Command, Stdin, file_words

_MOMENT = re.compile(r"\+%(?:FT|Y-%m-%dT)%(?:T|H)|-I(?:s|n|m)|--iso-8601=|--rfc-3339=")
_GET_DATE = re.compile(r"-u?format:? (?:[osO]$|yyyy-MM-dd'?T)", re.IGNORECASE)
_TEXT_PLACE = re.compile(r"%[sb]")
_NEW_UUID = re.compile(r"\brandomUUID\(|SecureRandom\.uuid")
_JQ = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*+")|(?P<now>\(?\bnow\s*\|\s*(?:todate|todateiso8601)\b\)?)'
    r"|\$(?P<argument>\w+)|(?P<name>[A-Za-z_]\w*)\s*:"
)


def output_of(command: Command, limit: FillLimit) -> Stdin:
    """The output of `echo`, `printf`, `cat` and `jq -n` with literal arguments; of any other, what it is called.

    What asks for the time or a UUID is the placeholder that does.
    """
    words = [word.text for word in command.words]
    name = words[0].rpartition("/")[2].casefold() if words else ""
    match name:
        case "echo" | "write-output" | "write-host":
            return Stdin(_echoed(words[1:]))
        case "printf":
            return _printed(words[1:])
        case "get-date" if _GET_DATE.search(" ".join(words)):
            return Stdin("{{now}}")
        case "date" | "gdate" if _is_moment(words[1:]):
            return Stdin("{{now}}")
        case _ if _is_uuid(name, words[1:]):
            return Stdin("{{uuid}}")
        case "tr" | "sed" | "awk" | "head" | "cut" | "xargs" if command.stdin and _is_ours(command.stdin.text):
            return command.stdin
        case "cat" | "tee" | "type" | "get-content" | "gc":
            files = [word for word in words[1:] if not word.startswith("-")]
            if files and name != "tee":
                return Stdin(None, file_words(files[0]))
            return command.stdin or Stdin(None, "standard input")
        case "jq":
            return _from_jq(words[1:], command.stdin, limit)
        case _:
            return Stdin(None, f"the output of {name}" if name else "another command")


def _echoed(words: list[str]) -> str:
    has_newline, has_escapes = True, False
    while words and re.fullmatch(r"-[neE]+", words[0]):
        option = words.pop(0)
        has_newline = has_newline and "n" not in option
        has_escapes = has_escapes or "e" in option
    text = " ".join(words)
    return (unescaped(text) if has_escapes else text) + ("\n" if has_newline else "")


def _printed(words: list[str]) -> Stdin:
    words = words[1:] if words and words[0] == "--" else words
    if not words:
        return Stdin(None, "the output of printf")
    template, values = unescaped(words[0]), words[1:]
    if values and len(_TEXT_PLACE.findall(template)) == len(values) and "%" not in _TEXT_PLACE.sub("", template):
        left = iter(values)
        return Stdin(_TEXT_PLACE.sub(lambda _: next(left), template))
    return Stdin(template.replace("%%", "%")) if not values else Stdin(None, "the output of printf")


def _is_moment(words: list[str]) -> bool:
    """Whether `date` is asked for this moment as ISO 8601 has it, rather than for a day or for another time."""
    others = [word for word in words if not _MOMENT.match(word)]
    return len(others) < len(words) and all(word in ("-u", "--utc", "--universal") for word in others)


def _is_uuid(name: str, words: list[str]) -> bool:
    if name in ("cat", "python", "python3", "node", "ruby"):
        return any("/random/uuid" in word or "uuid4()" in word or _NEW_UUID.search(word) for word in words)
    return name in ("uuidgen", "uuid", "new-guid")


def _is_ours(text: str | None) -> bool:
    return (text or "").strip() in ("{{now}}", "{{uuid}}")


def _from_jq(words: list[str], stdin: Stdin | None, limit: FillLimit) -> Stdin:
    arguments, left = dict[str, str](), list[str]()
    words = list(words)
    while words:
        word = words.pop(0)
        if word in ("--arg", "--argjson") and len(words) > 1:
            name, value = words.pop(0), words.pop(0)
            arguments[name] = json.dumps(value, ensure_ascii=False) if word == "--arg" else value
        else:
            left.append(word)
    options = [word for word in left if word.startswith("-")]
    filters = [word for word in left if not word.startswith("-")]
    if any(re.fullmatch(r"-\w*n\w*|--null-input", option) for option in options):
        written = _constructed(filters[0] if filters else "", arguments, limit)
        try:
            json.loads(written)
        except (ValueError, RecursionError):
            return Stdin(None, "the output of jq")
        return Stdin(written)
    is_identity = filters in ([], ["."]) and stdin is not None
    return stdin if is_identity and stdin else Stdin(None, "the output of jq")


def _constructed(written: str, arguments: dict[str, str], limit: FillLimit) -> str:
    """An object that jq constructs as JSON: names in quotes, and the values of its arguments."""

    def replaced(part: re.Match[str]) -> str:
        if part["string"]:
            return part["string"]
        if part["now"]:
            return '"{{now}}"'
        if part["name"]:
            return f'"{part["name"]}":'
        value = arguments.get(part["argument"], "")
        return value if value and limit.allows(value) else part[0]

    return _JQ.sub(replaced, written)


def give_files(command: Command, files: dict[str, str], limit: FillLimit) -> None:
    """Gives a command what the script itself has written to the files that it reads."""
    for word in command.words:
        option, sign, name = word.text.rpartition("@")
        if sign and name in files and (not option or option.startswith("-")) and limit.allows(files[name]):
            word.text = option + files[name]
    stdin = command.stdin
    if stdin is not None and stdin.text is None:
        named = next((name for name in files if stdin.source == file_words(name)), None)
        command.stdin = stdin if named is None else Stdin(files[named])
