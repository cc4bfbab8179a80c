"""The walk's reading of a server's log."""

from tests.load.visitor import tracebacks

OURS = 'Traceback (most recent call last):\n  File "core/x.py", line 1, in x\nValueError: no\n'
THEIRS = (
    "Exception in ASGI application\nTraceback (most recent call last):\n  File starlette_websocket.py\n"
    "starlette.websockets.WebSocketDisconnected: WebSocket is not connected.\n"
)


def test_only_the_servers_own_closed_sockets_do_not_count():
    assert tracebacks("all is well\n") == 0
    assert tracebacks(THEIRS) == 0
    assert tracebacks(THEIRS + OURS + THEIRS) == 1
