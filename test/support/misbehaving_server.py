# SPDX-License-Identifier: Apache-2.0
"""A web server on the loopback address that misbehaves on request."""
import http.server
import ssl
import threading
import time

ETAG = '"v1"'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        web = self.server.web
        with web.lock:
            web.log.append((self.path, self.headers.get("Range"), self.headers.get("If-Range")))
            behave = web.script.pop(0) if web.script else web.default
        try:
            behave(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *arguments):
        pass

    def head(self, status, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.end_headers()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *arguments):
        pass  # clients hang up: that is expected


class Web:
    """Serves `content` under every path. `script` holds functions of a request's handler that
    answer the next requests, one each; afterwards `default` answers them all."""

    def __init__(self, content, certificate=None):
        """Starts the server; `certificate` is the paths of a certificate and its key, for https."""
        self.content = content
        self.etag = ETAG
        self.log = []  # (path, Range, If-Range) of each request
        self.script = []
        self.default = serve
        self.lock = threading.Lock()
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.web = self
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        scheme = "https" if certificate else "http"
        self.url = f"{scheme}://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def answer(handler, ranges=True):
    """Sends the status line and headers of a good server; returns the body to send."""
    web = handler.server.web
    wanted = handler.headers.get("Range")
    validator = handler.headers.get("If-Range")
    headers = {"Content-Type": "application/octet-stream", "Accept-Ranges": "bytes"}
    if web.etag:
        headers["ETag"] = web.etag
    if ranges and wanted and validator in (None, web.etag):
        begin = int(wanted.removeprefix("bytes=").rstrip("-"))
        if begin >= len(web.content):
            headers |= {"Content-Range": f"bytes */{len(web.content)}", "Content-Length": 0}
            handler.head(416, headers)
            return b""
        body = web.content[begin:]
        headers |= {
            "Content-Range": f"bytes {begin}-{len(web.content) - 1}/{len(web.content)}",
            "Content-Length": len(body),
        }
        handler.head(206, headers)
        return body
    handler.head(200, headers | {"Content-Length": len(web.content)})
    return web.content


def serve(handler):
    handler.wfile.write(answer(handler))


def without_ranges(handler):
    handler.wfile.write(answer(handler, ranges=False))


def cut_after(size):
    """Closes the connection after some bytes of the body."""

    def behave(handler):
        handler.wfile.write(answer(handler)[:size])
        handler.wfile.flush()
        handler.close_connection = True
        handler.connection.shutdown(2)

    return behave


def stall_after(size, seconds):
    """Sends some bytes of the body, pauses, then sends the rest."""

    def behave(handler):
        body = answer(handler)
        handler.wfile.write(body[:size])
        handler.wfile.flush()
        time.sleep(seconds)
        handler.wfile.write(body[size:])

    return behave


def status(code, **headers):
    def behave(handler):
        body = b"<html>no</html>"
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        handler.head(code, {"Content-Type": "text/html", "Content-Length": len(body)} | fields)
        handler.wfile.write(body)

    return behave


def page(content_type, body=b"\r\n <!DOCTYPE html><html>Please log in</html>"):
    def behave(handler):
        handler.head(200, {"Content-Type": content_type, "Content-Length": len(body)})
        handler.wfile.write(body)

    return behave


def redirect(location):
    def behave(handler):
        handler.head(302, {"Location": location, "Content-Length": 0})

    return behave


def without_length(handler):
    """Sends no length: the end of the connection is the end of the file."""
    handler.head(200, {"Content-Type": "application/octet-stream", "Connection": "close"})
    handler.wfile.write(handler.server.web.content)
    handler.close_connection = True


def drop(handler):
    handler.close_connection = True
    handler.connection.shutdown(2)
