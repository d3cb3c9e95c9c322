"""One connection: which address of the server does what."""

import contextlib
import json
import os
import re
import socket
import struct
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, cast
from uuid import uuid4

from stack.fcm.replies import Reply, error_body, invalid, scripted
from stack.fcm.send_request import Refused, SendRequest, read_send_request
from stack.fcm.steps import OAUTH, Step

if TYPE_CHECKING:
    from stack.fcm.server import FcmServer

_SEND = re.compile(r"/v1/projects/([\w.:-]+)/messages:send")
_MOST_BYTES = 1_000_000


class FcmHandler(BaseHTTPRequestHandler):
    """Answers the requests of one connection, one after the other."""

    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave together

    @property
    def fcm(self) -> "FcmServer":
        """The server this belongs to."""
        return cast("FcmServer", self.server)

    def setup(self) -> None:
        """Make the connection known, so that stopping the server ends it."""
        super().setup()
        self.fcm.opened(self.connection)

    def finish(self) -> None:
        """Forget the connection; what could not be sent any more is lost."""
        self.fcm.closed(self.connection)
        with contextlib.suppress(OSError, ValueError):
            super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is inherited
        """The journal is the log."""

    def do_GET(self) -> None:
        """The control side's questions."""
        match self.path:
            case "/_control/health":
                self._answer(Reply(200, {"ok": True}))
            case "/_control/journal":
                self._answer(Reply(200, {"journal": self.fcm.arrivals.journal()}))
            case "/_control/devices":
                self._answer(Reply(200, {"devices": self.fcm.arrivals.screens()}))
            case _:
                self._answer(Reply(404, error_body(404, "No such address.", "NOT_FOUND")))

    def do_POST(self) -> None:
        """A message, a request for a token, or a command."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > _MOST_BYTES:
            self.close_connection = True
            self._answer(Reply(413, error_body(413, "Too large.", None)))
            return
        body = self.rfile.read(length)
        match self.path:
            case "/_control/script":
                self._script(body)
            case "/_control/reset":
                self.fcm.reset()
                self._answer(Reply(200, {"ok": True}))
            case "/token":
                self._token()
            case path if project := _SEND.fullmatch(path):
                self._send(project[1], body)
            case _:
                self.fcm.arrivals.record("unknown", {"path": self.path})
                self._answer(Reply(404, error_body(404, "No such address.", "NOT_FOUND")))

    def _script(self, body: bytes) -> None:
        try:
            given = json.loads(body)
            steps = [Step.from_json(step) for step in given["steps"]]
            self.fcm.put_script(str(given["token"]), steps)
        except (ValueError, KeyError, TypeError) as error:
            self._answer(Reply(400, {"error": f"Not a script: {error}"}))
        else:
            self._answer(Reply(200, {"ok": True}))

    def _token(self) -> None:
        """Google's OAuth endpoint for service accounts; the signature is not checked."""
        step = self.fcm.next_step(OAUTH)
        self.fcm.arrivals.record("token", {"status": step.status})
        granted = {"access_token": "local", "expires_in": 3600, "token_type": "Bearer"}
        refused = {"error": "invalid_grant" if step.status == 400 else "temporarily_unavailable"}
        self._answer(Reply(step.status, granted if step.status == 200 else refused, step.retry_after))

    def _send(self, project: str, body: bytes) -> None:
        try:
            request = read_send_request(body)
        except Refused as refused:
            reply = invalid(refused.field, refused.why)
            text = body.decode(errors="replace")
            entry = {"project": project, "status": 400, "delivered": False, "token": "", "tag": "", "body": text}
            self.fcm.arrivals.record("send", entry)
            self._answer(reply)
            return
        signed_in = self.headers.get("Authorization", "").startswith("Bearer ")
        step = self.fcm.next_step(request.token) if signed_in else Step(status=401)
        self._act(project, request, step)

    def _act(self, project: str, request: SendRequest, step: Step) -> None:
        name = f"projects/{project}/messages/{uuid4().hex}"
        status = None if step.says_nothing else step.status
        entry = {"project": project, "status": status, "delivered": step.delivers, "name": name, **request.entry()}
        # Before the answer: whoever has read the answer finds the line.
        self.fcm.arrivals.record("send", entry)
        if step.stall:
            self.fcm.stopping.wait(step.stall)
        if step.says_nothing:
            self._cut(reset=step.reset)
        else:
            self._answer(scripted(step, name))

    def _answer(self, reply: Reply) -> None:
        content = reply.raw if reply.raw is not None else json.dumps(reply.body).encode()
        try:
            self.send_response(reply.status)
            self.send_header(
                "Content-Type", "text/html" if reply.raw is not None else "application/json; charset=UTF-8"
            )
            self.send_header("Content-Length", str(len(content)))
            if reply.retry_after is not None:
                self.send_header("Retry-After", str(reply.retry_after))
            self.end_headers()
            self.wfile.write(content[: len(content) - reply.missing_bytes])
            self.wfile.flush()
        except OSError:
            self.close_connection = True  # the other side has given up waiting
        if reply.missing_bytes:
            self._cut(reset=False)

    def _cut(self, *, reset: bool) -> None:
        """Close the connection without an answer: politely (FIN) or not (RST)."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            if reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                os.close(self.connection.detach())
            else:
                self.connection.shutdown(socket.SHUT_RDWR)
