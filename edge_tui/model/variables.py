"""Variables as people write them: one `name = value` per line."""

from collections.abc import Mapping

from edge_tui.model.errors import SetupError


def variables_text(variables: Mapping[str, str]) -> str:
    """One line per variable."""
    return "\n".join(f"{name} = {value}" for name, value in variables.items())


def read_variables(text: str) -> dict[str, str]:
    """The variables in a text; empty lines are ignored. Raises `SetupError` for any other line."""
    variables = {}
    for line in filter(str.strip, text.splitlines()):
        name, equals, value = line.partition("=")
        if not equals or not name.strip():
            raise SetupError(f"{line.strip()!r} isn't a variable.", "Write one per line, such as: shop = EU")
        variables[name.strip()] = value.strip()
    return variables
