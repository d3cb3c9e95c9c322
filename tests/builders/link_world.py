"""A small internet on loopback: a real HTTPS server under names of our own, and the real checker that asks it."""

import datetime as dt
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpcore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hep_api.links import HttpLinkChecker
from hep_api.links.fetching import Fetcher, dial

NAMES = ("pictures.example", "other.example", "inside.example", "www.youtube.com")
PUBLIC = "93.184.216.34"
"""Any public address: what the names resolve to, unless a test says otherwise. Connections to it end on loopback."""


@dataclass
class Answer:
    """What stands at a path: `drip_seconds` between its bytes, if any."""

    status: int = 200
    content_type: str = "image/jpeg"
    location: str = ""
    drip_seconds: float = 0


@dataclass
class World:
    """What the names resolve to, what stands where, and who was asked for what."""

    answers: dict[str, Answer] = field(default_factory=dict)
    addresses: dict[str, list[str]] = field(default_factory=lambda: {name: [PUBLIC] for name in NAMES})
    asked: list[str] = field(default_factory=list)
    dialled: list[tuple[str, int]] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    port: int = 0
    tls: ssl.SSLContext | None = None

    def checker(self, seconds: float = 10) -> HttpLinkChecker:
        """The real checker; only names and the last step to the wire are ours."""
        assert self.tls
        return HttpLinkChecker(Fetcher(self._resolve, self._dial, self.tls, seconds))

    def _resolve(self, host: str, seconds: float) -> list[str]:
        assert seconds > 0
        self.resolved.append(host)
        if host not in self.addresses:
            raise OSError(f"no such name: {host}")
        return self.addresses[host]

    def _dial(self, address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        self.dialled.append((address, port))
        if address != PUBLIC:
            raise httpcore.ConnectError("nobody there")
        return dial("127.0.0.1", self.port, seconds)


class _Handler(BaseHTTPRequestHandler):
    world: World

    def do_GET(self) -> None:
        host = self.headers["Host"]
        self.world.asked.append(f"{host}{self.path}")
        answer = self.world.answers.get(f"{host}{self.path}", Answer(404))
        head = f"HTTP/1.1 {answer.status} So\r\nContent-Type: {answer.content_type}\r\nContent-Length: 100000000\r\n"
        head += f"Location: {answer.location}\r\n\r\n" if answer.location else "\r\n"
        try:
            for byte in head.encode() if answer.drip_seconds else ():
                self.wfile.write(bytes([byte]))
                time.sleep(answer.drip_seconds)
            if not answer.drip_seconds:
                self.wfile.write(head.encode())
        except OSError:
            pass
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Clients that hang up in the middle are what is tested."""


@contextmanager
def serve_world(folder: Path) -> Iterator[World]:
    """A world with nothing in it yet."""
    world = World()
    certificate, key = _certificate(folder)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"world": world}))
    server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    world.port, world.tls = server.server_address[1], ssl.create_default_context(cafile=str(certificate))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for the names, which vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAMES[0])])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in NAMES]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    return files
