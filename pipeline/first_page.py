"""Loads the dashboard's first page as a browser would: a server can say that it is well and show a broken page.

`python -m pipeline.first_page ADDRESS` ends with 0 when the page came without an error, else with 1 and the reason.
"""

import sys
import time

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

_TRIES_SECONDS = 60  # for the server to answer at all
_PAGE_SECONDS = 60  # for its page to be complete


def problem(address: str) -> str | None:
    """What keeps the page at `address` (http://host:port) from being shown, or None when it is shown."""
    channel = address.replace("http", "ws", 1) + "/_stcore/stream"
    end = time.monotonic() + _TRIES_SECONDS
    while True:
        try:
            return _load(channel)
        except (OSError, WebSocketException) as reason:
            if time.monotonic() > end:
                return f"nothing answers at {address} ({type(reason).__name__})"
        time.sleep(0.2)


def _load(channel: str) -> str | None:
    ask = BackMsg()
    ask.rerun_script.query_string = ""
    with connect(channel, subprotocols=["streamlit"], max_size=None) as page:  # type: ignore[list-item]
        page.send(ask.SerializeToString())
        while True:
            said = ForwardMsg.FromString(page.recv(timeout=_PAGE_SECONDS))
            if said.delta.new_element.HasField("exception"):
                return "the first page shows an error"
            if said.WhichOneof("type") == "script_finished":
                finished = said.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
                return None if finished else "the first page cannot be run"


if __name__ == "__main__":
    reason = problem(sys.argv[1])
    if reason:
        print(reason)
    sys.exit(1 if reason else 0)
