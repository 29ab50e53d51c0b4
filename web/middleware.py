"""Headers on every answer, and the paths that nobody outside needs.

It knows: what the browser may load (ourselves only), and the hash of the one inline script in Streamlit's page.
Shaped so because: the hash is taken from the installed page at start, so an update of Streamlit breaks nothing.
It must not know: who asks.
"""

import base64
import hashlib
import re
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.file_util import get_static_dir

INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# Streamlit loads our own components' scripts from blob: addresses; only a script that already runs can make one.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' blob: {hashes}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
CLOSED = ("/_stcore/metrics", "/_stcore/agent")
LOOPBACK = ("127.0.0.1", "::1")


def content_policy() -> str:
    scripts = INLINE_SCRIPT.findall(Path(get_static_dir(), "index.html").read_text(encoding="utf-8"))
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    return POLICY.format(hashes=" ".join(f"'sha256-{digest}'" for digest in digests))


class Headers:
    """ASGI middleware around everything, Streamlit's own routes included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": content_policy(),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "SAMEORIGIN",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        if _is_closed(scope):
            await PlainTextResponse("Not found", 404)(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)


def _is_closed(scope: Scope) -> bool:
    """Closed to everyone but this machine itself; a proxy on this machine speaks for others."""
    if not scope["path"].startswith(CLOSED):
        return False
    client = scope.get("client")
    is_forwarded = any(name.lower() in (b"x-forwarded-for", b"forwarded") for name, _ in scope["headers"])
    return client is None or client[0] not in LOOPBACK or is_forwarded
