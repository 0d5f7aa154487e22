# SPDX-License-Identifier: Apache-2.0
"""Starts `resnext-classify serve` on a free port for tests, and speaks HTTP with it."""
import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess

import cli

TIMEOUT = 120  # seconds: ends a test that hangs


class Server:
    """A running server. Its standard error goes to a file, so that it never blocks."""

    def __init__(self, folder, *arguments, environment=None, **options):
        self.log_file = folder / "server.log"
        clean = {"PATH": os.environ["PATH"], "HOME": str(folder), **(environment or {})}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "RESNEXT_PACKED_CACHE"):
            if name in os.environ:
                clean.setdefault(name, os.environ[name])
        with open(self.log_file, "wb") as log:
            self.process = subprocess.Popen(
                [cli.PROGRAM, "serve", *map(str, arguments)],
                stdout=subprocess.PIPE,
                stderr=log,
                env=clean,
                cwd=folder,
                **options,
            )

    def log(self):
        return self.log_file.read_text(errors="surrogateescape")

    def wait_until_ready(self, say="listening on "):
        while say not in self.log():
            if self.process.poll() is not None:
                raise AssertionError(f"the server has ended: {self.log()}")
            try:
                self.process.wait(0.05)
            except subprocess.TimeoutExpired:
                pass
        self.port = int(re.search(r"listening on https?://\S*:(\d+)", self.log())[1])
        return self

    def connect(self):
        """Returns a socket on which a test can send what it likes."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT)

    def stop(self, number=signal.SIGTERM):
        """Returns the exit code."""
        self.process.send_signal(number)
        return self.end()

    def end(self):
        self.process.communicate(timeout=TIMEOUT)
        return self.process.returncode

    def kill(self):
        self.process.kill()
        self.process.communicate()


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)


def form(*files):
    """Returns headers and body of multipart/form-data with these (name, bytes)."""
    body = b""
    for name, content in files:
        disposition = f'Content-Disposition: form-data; name="image"; filename="{name}"'
        body += b"--BoUnDaRy\r\n" + disposition.encode() + b"\r\n\r\n" + content + b"\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=BoUnDaRy"}
    return headers, body + b"--BoUnDaRy--\r\n"


class ServeTest(cli.CliTest):
    """Serves the small random model of CliTest."""

    def serve(self, *arguments, **options):
        server = Server(
            self.folder, "--model", self.model, "--listen", "127.0.0.1:0", *arguments, **options
        )
        self.addCleanup(server.kill)
        return server.wait_until_ready()

    def ask(self, server, method, target, body=None, headers=None, tls=None):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)
        if tls is not None:
            context = ssl.create_default_context(cafile=tls)
            connection = http.client.HTTPSConnection(
                "localhost", server.port, timeout=TIMEOUT, context=context
            )
        try:
            connection.request(method, target, body=body, headers=headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def post(self, server, target="/classify", body=b"", headers=None, **options):
        return self.ask(server, "POST", target, body, headers, **options)

    def assert_refused(self, answer, status, *texts):
        self.assertEqual(answer.status, status, answer.body)
        error = answer.json()["error"]
        for text in texts:
            self.assertIn(text, error["message"])
