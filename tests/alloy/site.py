"""A shop's web site over TLS, with Adobe's own Web SDK in it."""

import http.server
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# A stand-in for `alloy` that keeps calls until the library, loaded after it, takes them over:
# `__alloyNS` names it, `q` holds what was called.
PAGE = """<!doctype html>
<html><head><title>Shop</title>
<script>
window.__alloyNS = ["alloy"];
window.alloy = (...args) => new Promise((resolve, reject) => window.alloy.q.push([resolve, reject, args]));
window.alloy.q = [];
</script>
<script src="/alloy.js" async></script>
</head><body>
<div id="personalized">As it was</div><div id="hero"></div><div id="cart-banner"></div><button id="buy">Buy</button>
</body></html>
"""


@contextmanager
def site(alloy: Path, tls: ssl.SSLContext) -> Iterator[int]:
    """Serves the page at every path and the library at `/alloy.js`; gives the port."""
    library = alloy.read_bytes()

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_library = self.path == "/alloy.js"
            body = library if is_library else PAGE.encode()
            self.send_response(200)
            self.send_header("content-type", "text/javascript" if is_library else "text/html; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it)
            """Says nothing: the test says what went wrong."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, name="site", daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
