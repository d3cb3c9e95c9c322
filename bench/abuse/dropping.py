"""A TCP proxy on loopback that loses things: requests cut in the middle, and replies after the server has answered."""

import asyncio
import contextlib
import random
import threading
from dataclasses import dataclass, field
from typing import Self

CHUNK = 16_384


@dataclass
class DroppingProxy:
    """Forwards one request a connection to a loopback port; drops by seed, `calm` stops that.

    `drop_replies` and `cut_requests` are shares of the connections, 0-1.
    """

    port_behind: int
    seed: int
    drop_replies: float = 0.25
    cut_requests: float = 0.1
    calm: bool = False
    port: int = 0
    dropped: int = 0
    cut: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Listen on a port of its own."""
        self._chance = random.Random(self.seed)
        opening = asyncio.start_server(self._connection, "127.0.0.1", 0)
        server = self._loop.run_until_complete(opening)
        self.port = server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        if self._thread is not None:
            self._thread.join(10)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await self._forward(reader, writer)
        writer.close()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        drop, cut = self._chance.random() < self.drop_replies, self._chance.random() < self.cut_requests
        request = await _request(reader)
        behind, ahead = await asyncio.open_connection("127.0.0.1", self.port_behind)
        try:
            if cut and not self.calm:
                self.cut += 1
                ahead.write(request[: len(request) // 2])
                await ahead.drain()
                return
            ahead.write(request)
            await ahead.drain()
            reply = await behind.read(-1)
            if drop and not self.calm and reply:
                self.dropped += 1
                return
            writer.write(reply)
            await writer.drain()
        finally:
            ahead.close()


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    return head + await reader.readexactly(length)
