"""What is typed into the form of a recording, and what is made of it."""

import shlex
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.errors import FieldError
from edge_tui.tui.capture.options import read_arguments, read_options, read_url
from edge_tui.tui.dialogs.form_error import FormError
from edge_tui.workspace.site_recording import SiteOptions, Target
from tests.tables import every_row


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("www.example.com", "https://www.example.com"),
        (" example.com/a?b=c ", "https://example.com/a?b=c"),
        ("http://example.com:8080/", "http://example.com:8080/"),
        ("localhost:3000/x", "http://localhost:3000/x"),
        ("127.0.0.1:8765", "http://127.0.0.1:8765"),
    ],
)
def test_an_address_is_taken_as_people_type_it(typed: str, url: str) -> None:
    assert read_url(typed) == url


@every_row(
    "typed", ["", "  ", "ftp://x", "javascript:alert(1)", "file:///etc/passwd", "https://", "a b", "http://x:99999/"]
)
def test_what_is_not_a_web_address_is_refused_with_its_field(typed: str) -> None:
    with pytest.raises(FieldError) as raised:
        read_url(typed)
    assert raised.value.field == "url"
    assert raised.value.how


@pytest.mark.parametrize("typed", ["no-sandbox", "--a 'b", "--a b"])
def test_what_is_not_an_argument_of_a_browser_is_refused_with_its_field(typed: str) -> None:
    with pytest.raises(FieldError) as raised:
        read_arguments(typed)
    assert raised.value.field == "arguments"


@given(st.lists(st.text(max_size=20).map("--".__add__), max_size=4))
def test_arguments_that_were_given_are_shown_and_read_again(arguments: list[str]) -> None:
    assert read_arguments(shlex.join(arguments)) == tuple(arguments)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_is_refused(typed: str) -> None:
    url = "https://refused.example"
    with suppress(FieldError):
        url = read_url(typed)
    assert url.startswith(("http://", "https://"))
    assert not any(each.isspace() for each in url)


def test_every_option_of_the_form_is_read() -> None:
    texts = {
        "url": "shop.example",
        "name": " sale ",
        "browser": "chromium",
        "arguments": "--no-sandbox --host-resolver-rules='MAP a b'",
        "window": "headless",
        "folder": "shop",
        "target": "profile:stage",
        "datastream": "",
    }
    assert read_options(texts) == SiteOptions(
        urls=("https://shop.example",),
        name="sale",
        browser="chromium",
        arguments=("--no-sandbox", "--host-resolver-rules=MAP a b"),
        headless=True,
        profile_folder="shop",
        target=Target.PROFILE,
        target_value="stage",
    )
    assert read_options({**texts, "target": "datastream", "datastream": "4f1c"}).target_value == "4f1c"
    assert read_options({**texts, "target": "emulator"}).target_value == ""
    assert read_options({"url": "shop.example"}).host == "shop.example"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"url": ""}, "url"),
        ({"name": "x" * 101}, "name"),
        ({"folder": "../../etc"}, "folder"),
        ({"folder": ".hidden"}, "folder"),
        ({"target": "datastream", "datastream": " "}, "datastream"),
    ],
)
def test_a_mistake_names_its_field(changed: dict[str, str], field: str) -> None:
    with pytest.raises(FieldError) as raised:
        read_options({"url": "shop.example", **changed})
    assert raised.value.field == field


class Line:
    """A form with one field, and its line of errors."""

    def __init__(self) -> None:
        self.texts = {"url": ""}
        self.words = ""
        self.error = FormError(lambda: read_options(self.texts), self._write, {"url": "Site", "name": "Name"})

    def _write(self, words: str) -> None:
        self.words = words

    def accept(self) -> None:
        """Accepts the form, or says what is wrong."""
        try:
            read_options(self.texts)
        except FieldError as error:
            self.error.show(error)

    def type(self, field: str, text: str) -> str:
        """Changes a field; what is said then."""
        self.texts[field] = text
        self.error.follow()
        return self.words


def test_an_error_of_a_form_goes_once_its_field_is_corrected_and_says_what_is_still_wrong() -> None:
    form = Line()
    assert form.type("url", "ftp://x") == ""
    form.texts["url"] = ""
    form.accept()
    assert form.words == "Site is empty. Write the address of the page to open."
    assert form.type("url", "ftp://x").startswith("Site ")
    assert "empty" not in form.words
    assert form.type("url", "shop.example") == ""
    form.texts["name"] = "x" * 101
    assert form.type("url", "") == ""
    form.texts["url"] = "shop.example"
    form.accept()
    assert form.words.startswith("Name ")
    assert form.type("name", "sale") == ""
