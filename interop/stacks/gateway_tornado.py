"""gateway_tornado.py PORT URL: Tornado's WebSocket server in front of the CSE at URL."""

import asyncio
import sys

from tornado.web import Application
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from relay import LIMIT, Relay, agreed

port, url = int(sys.argv[1]), sys.argv[2]


class Gateway(WebSocketHandler):
    def check_origin(self, origin: str) -> bool:
        return True

    def get_compression_options(self) -> dict[str, object]:
        return {}

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        return agreed(subprotocols)

    def open(self) -> None:
        self.set_nodelay(True)
        self.relay = Relay(url, self.selected_subprotocol)
        self.upwards = asyncio.create_task(self.relay.run(self.send, self.end))

    async def send(self, data: str | bytes) -> None:
        try:
            await self.write_message(data, binary=isinstance(data, bytes))
        except WebSocketClosedError:
            pass

    async def end(self, code: int) -> None:
        self.close(code)

    def on_message(self, message: str | bytes) -> None:
        self.relay.message(message)

    def on_close(self) -> None:
        self.relay.closed(self.close_code)


async def main() -> None:
    Application([("/", Gateway)], websocket_max_message_size=LIMIT).listen(port, "127.0.0.1")
    await asyncio.Event().wait()


asyncio.run(main())
