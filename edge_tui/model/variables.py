"""Variables as people write them: a line each, `name = value`."""

from collections.abc import Mapping

from edge_tui.model.errors import SetupError


def variables_text(variables: Mapping[str, str]) -> str:
    """A line for each variable."""
    return "\n".join(f"{name} = {value}" for name, value in variables.items())


def read_variables(text: str) -> dict[str, str]:
    """The variables of a text; empty lines count as nothing. Raises `SetupError` for a line that is none."""
    variables = {}
    for line in filter(str.strip, text.splitlines()):
        name, equals, value = line.partition("=")
        if not equals or not name.strip():
            raise SetupError(f"{line.strip()!r} is no variable.", "Write a line each, such as: shop = EU")
        variables[name.strip()] = value.strip()
    return variables
