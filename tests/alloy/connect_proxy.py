"""A proxy that leads each host to a port of this machine: Firefox has no rules for its resolver."""

import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def connect_proxy(ports: Mapping[str, int]) -> Iterator[str]:
    """Answers CONNECT to these hosts, and refuses all others; gives its address."""

    class Client(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            head = b""
            while b"\r\n\r\n" not in head:
                if not (piece := self.request.recv(4096)):
                    return
                head += piece
            method, target, *_ = head.decode("latin-1").split(" ")
            port = ports.get(target.partition(":")[0])
            if method != "CONNECT" or port is None:
                self.request.sendall(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n")
                return
            with socket.create_connection(("127.0.0.1", port)) as server:
                self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=_copy, args=(server, self.request), daemon=True)
                back.start()
                _copy(self.request, server)
                back.join()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Client) as server:
        threading.Thread(target=server.serve_forever, name="connect proxy", daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
