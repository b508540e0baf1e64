"""The examples at the end of a command's help."""


def examples(*lines: str) -> str:
    """An epilog with a line for each example, as it is typed."""
    return "\n".join(("Examples:" if len(lines) > 1 else "Example:", "", "\b", *(f"  {line}" for line in lines)))
