"""What a command of a script would write, for the few that only repeat what the script says."""

import json
import re

from edge_tui.formats.sources.ansi_c import unescaped
from edge_tui.formats.sources.command import Command, Stdin, file_words


def output_of(command: Command) -> Stdin:
    """The output of `echo`, `printf`, `cat` and `jq -n` with literal arguments; of any other, what it is called."""
    words = [word.text for word in command.words]
    name = words[0].rpartition("/")[2].casefold() if words else ""
    match name:
        case "echo" | "write-output" | "write-host":
            return Stdin(_echoed(words[1:]))
        case "printf":
            return _printed(words[1:])
        case "cat" | "tee" | "type" | "get-content" | "gc":
            files = [word for word in words[1:] if not word.startswith("-")]
            if files and name != "tee":
                return Stdin(None, file_words(files[0]))
            return command.stdin or Stdin(None, "standard input")
        case "jq":
            return _from_jq(words[1:], command.stdin)
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
    if template.strip("\n") in ("%s", "%b") and len(values) == 1:
        return Stdin(template.replace("%s", values[0]).replace("%b", values[0]))
    return Stdin(template.replace("%%", "%")) if not values else Stdin(None, "the output of printf")


def _from_jq(words: list[str], stdin: Stdin | None) -> Stdin:
    options = [word for word in words if word.startswith("-")]
    filters = [word for word in words if not word.startswith("-")]
    if any(re.fullmatch(r"-\w*n\w*|--null-input", option) for option in options):
        try:
            json.loads(filters[0] if filters else "")
        except (ValueError, RecursionError):
            return Stdin(None, "the output of jq")
        return Stdin(filters[0])
    is_identity = filters in ([], ["."]) and stdin is not None
    return stdin if is_identity and stdin else Stdin(None, "the output of jq")
