"""gateway_wsproto.py PORT URL: Uvicorn with wsproto as its WebSocket implementation, in front of the CSE at URL."""

import asyncio
import sys

import uvicorn

from relay import LIMIT, Relay, agreed

port, url = int(sys.argv[1]), sys.argv[2]


async def application(scope, receive, send) -> None:
    if scope["type"] != "websocket":
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    await receive()
    subprotocol = agreed(scope["subprotocols"])
    await send({"type": "websocket.accept", "subprotocol": subprotocol})
    relay = Relay(url, subprotocol)

    async def downwards(data: str | bytes) -> None:
        await send({"type": "websocket.send", "text" if isinstance(data, str) else "bytes": data})

    async def close(code: int) -> None:
        await send({"type": "websocket.close", "code": code})

    upwards = asyncio.create_task(relay.run(downwards, close))
    # Sending to a client that has gone is an error of Uvicorn's, and nobody's business here.
    upwards.add_done_callback(lambda task: task.cancelled() or task.exception())
    while (event := await receive())["type"] == "websocket.receive":
        text = event.get("text")
        relay.message(event["bytes"] if text is None else text)
    relay.closed(event.get("code"))
    await asyncio.wait([upwards], timeout=1)


uvicorn.run(
    application, host="127.0.0.1", port=port, ws="wsproto", ws_max_size=LIMIT, lifespan="off", log_level="critical"
)
