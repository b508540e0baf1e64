"""Which page a call belongs to, where nobody sees a page being opened."""

import json

import httpx

from edge_tui.model.passing import PassingRequest
from edge_tui.model.sightings import Began, PageOpened
from tests.intermediary.conftest import forwarding, raw_server
from tests.intermediary.test_forwarding import CALL, Recorded, answer
from tests.tables import every_row

HOME, CART = "https://www.shop.example/", "https://www.shop.example/cart?id=1"


def _body(page: str) -> str:
    return json.dumps({"events": [{"xdm": {"web": {"webPageDetails": {"URL": page}}}}]})


@every_row(
    ("body", "referer", "page"),
    [
        (_body(CART), HOME, CART),
        (_body(HOME), CART, HOME),
        ("{}", CART, CART),
        ("{}", HOME, ""),
        ("{}", "https://www.shop.example", ""),
        ("{}", "", ""),
        (_body("app://screen"), "", ""),
        (_body("https://[odd"), "", ""),
        ("not JSON", CART, CART),
    ],
)
def test_the_event_says_it_and_a_referer_only_if_it_is_more_than_the_site(body: str, referer: str, page: str) -> None:
    from edge_tui.intermediary.pages import page_of

    headers = (("Referer", referer),) if referer else ()
    assert page_of(PassingRequest("POST", "https://h" + CALL, headers, body.encode())) == page


def test_each_page_is_opened_once_before_its_first_call() -> None:
    server = Recorded(answer(b"{}"))
    with raw_server(server) as url, forwarding(url) as running, httpx.Client() as client:
        for page in (HOME, CART, HOME, CART.replace("id=1", "id=2")):
            client.post(running.url + CALL, content=_body(page))
        running.wait(Began, 4)
        running.all(Began)
        told = [type(each).__name__ for each in running.seen if isinstance(each, PageOpened | Began)]
    assert told == ["PageOpened", "Began", "PageOpened", "Began", "Began", "Began"]
    assert [each.url for each in running.all(PageOpened)] == [HOME, CART]
