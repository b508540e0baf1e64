"""Which of a browser's cookies go with a call."""

from edge_tui.browser.stored_cookies import cookies_for
from tests.tables import every_row

URL = "https://edge.shop.example/ee/v1/interact?configId=ds"
PAGE = "https://www.shop.example/cart"
OTHER_PAGE = "https://www.other.test/"


def cookie(name: str, domain: str, **members: object) -> dict[str, object]:
    return {"name": name, "value": "1", "domain": domain, "path": "/", "secure": True, **members}


@every_row(
    ("stored", "url", "page", "is_sent"),
    [
        (cookie("a", ".shop.example"), URL, PAGE, True),
        (cookie("a", "edge.shop.example"), URL, PAGE, True),
        (cookie("a", "www.shop.example"), URL, PAGE, False),
        (cookie("a", ".op.example"), URL, PAGE, False),
        (cookie("a", "shop.example"), URL, PAGE, False),
        (cookie("a", ".shop.example", path="/ee"), URL, PAGE, True),
        (cookie("a", ".shop.example", path="/e"), URL, PAGE, False),
        (cookie("a", ".shop.example"), URL.replace("https", "http"), PAGE, False),
        (cookie("a", ".shop.example", secure=False), URL.replace("https", "http"), PAGE, True),
        (cookie("a", ".shop.example", sameSite="Lax"), URL, PAGE, True),
        (cookie("a", ".shop.example", sameSite="Lax"), URL, OTHER_PAGE, False),
        (cookie("a", ".shop.example", sameSite="None"), URL, OTHER_PAGE, True),
        (cookie("a", ".shop.example"), "https://[", PAGE, False),
    ],
)
def test_a_cookie_goes_with_the_calls_it_is_for(stored: dict[str, object], url: str, page: str, is_sent: bool) -> None:
    assert cookies_for([stored], url, page) == ((("a", "1"),) if is_sent else ())
