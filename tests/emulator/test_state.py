"""Where state goes: into the body, or into cookies."""

import pytest

from tests.emulator.edge import PREFIX, Edge, Reply

PAGE = "https://www.shop.example/cart"


async def ask(edge: Edge, host: str, domain: str | None = "shop.example", **headers: str) -> Reply:
    state = {"cookiesEnabled": True, **({"domain": domain} if domain is not None else {})}
    return await edge.interact(meta={"state": state}, headers={"host": host, **headers})


def cookies(reply: Reply) -> dict[str, str]:
    """Attributes of the cookies set, by short key."""
    found = [header.partition("=") for header in reply.headers.get_list("set-cookie")]
    return {name.removeprefix(PREFIX): value for name, _, value in found}


async def test_without_cookies_state_comes_in_the_body(edge: Edge) -> None:
    reply = await edge.interact(headers={"host": "edge.shop.example"})

    assert list(reply.state) == ["identity", "cluster", "consent_check"]
    assert reply.state["cluster"] == {"key": PREFIX + "cluster", "value": "or2", "maxAge": 1800}
    assert not cookies(reply)


async def test_on_a_host_of_the_clients_domain_state_becomes_cookies(edge: Edge) -> None:
    reply = await ask(edge, "edge.shop.example:8080")

    assert "state:store" not in reply.types
    assert list(cookies(reply)) == ["identity", "cluster", "consent_check"]
    assert cookies(reply)["cluster"] == "or2; Path=/; Domain=shop.example; Max-Age=1800"


@pytest.mark.parametrize("host", ["edge.adobedc.net", "adobedc.demdex.net", "badshop.example", "localhost:8080"])
async def test_on_any_other_host_they_come_in_the_body(host: str, edge: Edge) -> None:
    reply = await ask(edge, host)

    assert "identity" in reply.state
    assert not cookies(reply).keys() - {"demdex"}


async def test_without_a_domain_from_the_client_the_host_decides_it(edge: Edge) -> None:
    assert "Domain=shop.example" in cookies(await ask(edge, "edge.shop.example", None))["cluster"]
    assert "Domain=shop.co.uk" in cookies(await ask(edge, "edge.shop.co.uk", None))["cluster"]
    assert (await ask(edge, "127.0.0.1:8000", None)).code == "EXEG-0110-400"
    assert (await ask(edge, "co.uk", None)).code == "EXEG-0110-400"


async def test_a_page_of_localhost_whose_domain_is_empty_has_its_state_in_the_body(edge: Edge) -> None:
    reply = await ask(edge, "127.0.0.1:8000", "")
    assert "identity" in reply.state
    assert not cookies(reply)


@pytest.mark.parametrize(
    ("scheme", "referer", "ending"),
    [
        ("https", PAGE, "; Secure; SameSite=None"),
        ("https", "http://www.shop.example/", "; SameSite=Lax"),
        ("http", PAGE, "Max-Age=1800"),
    ],
)
async def test_a_cookie_is_secure_when_request_and_page_are(scheme: str, referer: str, ending: str, edge: Edge) -> None:
    edge.client.base_url = f"{scheme}://emulator"
    assert cookies(await ask(edge, "edge.shop.example", referer=referer))["cluster"].endswith(ending)


async def test_a_secure_browsers_entries_are_same_site_none_and_never_say_secure(edge: Edge) -> None:
    edge.client.base_url = "https://emulator"
    reply = await ask(edge, "edge.adobedc.net", origin="https://www.shop.example")

    assert {str(entry["attrs"]) for entry in reply.state.values()} == {"{'SameSite': 'None'}"}


async def test_the_cookies_sent_back_are_the_state_of_the_next_event(edge: Edge) -> None:
    first = await ask(edge, "edge.shop.example")
    sent = "; ".join(header.split(";")[0] for header in first.headers.get_list("set-cookie"))
    second = await ask(edge, "edge.shop.example", cookie=sent)

    assert list(cookies(second)) == ["cluster"]


async def test_only_what_changed_comes_back(edge: Edge) -> None:
    first = await edge.interact()
    second = await edge.interact(state=first.entries)
    edge.later(hours=3)
    kept = [entry for entry in first.entries if not entry["key"].endswith("consent_check")]
    third = await edge.interact(state=kept)

    assert list(second.state) == ["cluster"]
    assert list(third.state) == ["cluster", "consent_check"]


async def test_a_cookie_that_the_sdk_set_itself_is_read_too(edge: Edge) -> None:
    by_sdk = await edge.interact(headers={"cookie": f"{PREFIX}consent=general%3Dout"})
    by_gateway = await edge.interact(headers={"cookie": f"{PREFIX}consent=general=out"})

    assert by_sdk.codes("warnings") == by_gateway.codes("warnings") == ["EXEG-0301-200"]
