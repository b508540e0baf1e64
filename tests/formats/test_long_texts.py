"""Texts of a size that people bring, with what makes a careless pattern or loop take the square of it."""

import pytest

from edge_tui.formats import read

BLANKS, DEPTH = " " * 500_000, 80_000
TEXTS = {
    "a step of Karate": f"Scenario: a\n* url 'https://x'{BLANKS}+ 'y'\n* method post\n",
    "a variable of a .http file": f"@a = b{BLANKS}c\nPOST https://edge.adobedc.net/ee/v1/interact?configId=a\n\n{{}}\n",
    "a file of a .http file": f"POST https://edge.adobedc.net/ee/v1/interact?configId=a\n\n< a{BLANKS};b\n",
    "a line after a URL": f"POST https://edge.adobedc.net/ee{BLANKS}b\n\n{{}}\n",
    "placeholders in a URL": f"POST https://edge.adobedc.net/{'{{a}}' * 1_000} b\n\n{{}}\n",
    "a variable of Emacs": f":a = b{BLANKS}c\nPOST https://edge.adobedc.net/ee/v1/interact?configId=a\n\n{{}}\n",
    "arguments within one another": f"<jmeterTestPlan>{'<Arguments>' * DEPTH}{'</Arguments>' * DEPTH}</jmeterTestPlan>",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_long_text_is_read_in_linear_time(name: str) -> None:
    """What takes the square of its length takes minutes."""
    assert read(TEXTS[name]).kind
