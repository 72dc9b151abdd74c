"""The CSE behind a WebSocket server that others wrote: one connection to it for each that the server has accepted.

Messages pass as they are, in both directions, and so does the code of a Close frame. Whatever else is on the wire, the
handshake, the frames, the control frames and the compression, is the doing of the server in front.
"""

import asyncio
from collections.abc import Awaitable, Callable

import websockets

SUBPROTOCOLS = ("oneM2M.json", "oneM2M.xml", "oneM2M.cbor")
"""What the CSE behind speaks, in Release 3."""

LIMIT = 4 * 1024 * 1024
"""The largest message that is taken, in octets."""

Send = Callable[[str | bytes], Awaitable[None]]
Close = Callable[[int], Awaitable[None]]


def agreed(offered: list[str]) -> str | None:
    """The first of the offered subprotocols that the CSE speaks."""
    return next((name for name in offered if name in SUBPROTOCOLS), None)


def sendable(code: int | None) -> int:
    """A close code that may be sent (RFC 6455 7.4): what was no code, or may not be sent, becomes 1000."""
    if code is None or code in (1004, 1005, 1006, 1015) or not 1000 <= code <= 4999:
        return 1000
    return code


class Relay:
    """The way from one client to the CSE."""

    def __init__(self, url: str, subprotocol: str | None) -> None:
        self._url = url
        self._subprotocols = None if subprotocol is None else [subprotocol]
        self._outgoing: asyncio.Queue[str | bytes | int] = asyncio.Queue()

    def message(self, data: str | bytes) -> None:
        """Passes on what the client has sent."""
        self._outgoing.put_nowait(data)

    def closed(self, code: int | None) -> None:
        """The client has gone."""
        self._outgoing.put_nowait(sendable(code))

    async def run(self, send: Send, close: Close) -> None:
        """Passes messages on until either side has gone; tells the client when it was the CSE."""
        try:
            upstream = await websockets.connect(
                self._url, subprotocols=self._subprotocols, compression=None, max_size=None
            )
        except (OSError, websockets.WebSocketException):
            await close(1011)
            return
        upwards = asyncio.create_task(self._upwards(upstream))
        try:
            async for data in upstream:
                await send(data)
        except websockets.ConnectionClosed:
            pass
        finally:
            upwards.cancel()
        await close(sendable(upstream.close_code))

    async def _upwards(self, upstream: websockets.ClientConnection) -> None:
        try:
            while isinstance(item := await self._outgoing.get(), str | bytes):
                await upstream.send(item)
            await upstream.close(item)
        except websockets.ConnectionClosed:
            pass
