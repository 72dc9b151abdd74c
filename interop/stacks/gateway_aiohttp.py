"""gateway_aiohttp.py PORT URL: aiohttp's WebSocket server in front of the CSE at URL."""

import asyncio
import sys

from aiohttp import WSMsgType, web

from relay import LIMIT, SUBPROTOCOLS, Relay, sendable

port, url = int(sys.argv[1]), sys.argv[2]


async def handle(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse(protocols=SUBPROTOCOLS, max_msg_size=LIMIT)
    await socket.prepare(request)
    relay = Relay(url, socket.ws_protocol)

    async def send(data: str | bytes) -> None:
        await (socket.send_str(data) if isinstance(data, str) else socket.send_bytes(data))

    async def close(code: int) -> None:
        await socket.close(code=sendable(code))

    upwards = asyncio.create_task(relay.run(send, close))
    async for message in socket:
        if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            relay.message(message.data)
    relay.closed(socket.close_code)
    await asyncio.wait([upwards], timeout=1)
    return socket


application = web.Application()
application.router.add_get("/", handle)
web.run_app(application, host="127.0.0.1", port=port, print=None)
