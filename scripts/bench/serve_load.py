# SPDX-License-Identifier: Apache-2.0
"""Load on a server, for serve.py: clients that behave, and clients that break off."""
import concurrent.futures
import http.client
import json
import os
import pathlib
import queue
import random
import re
import socket
import subprocess
import time


class Server:
    """A server that has been started and answers at `port`."""

    def __init__(self, command, port=None):
        self._process = subprocess.Popen(
            list(map(str, command)), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        self.port = port
        if port is None:
            line = self._process.stderr.readline().decode()
            self.port = int(re.search(r":(\d+)$", line.strip())[1])
        while True:
            try:
                self.connect().close()
                return
            except ConnectionRefusedError:
                time.sleep(0.1)

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=600)

    def resident(self):
        """Returns bytes."""
        status = pathlib.Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
        return int(re.search(r"VmRSS:\s*(\d+) kB", status)[1]) * 1024

    def cpu_seconds(self):
        stat = pathlib.Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8")
        return sum(map(int, stat.rsplit(")", 1)[1].split()[11:13])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        self._process.terminate()
        self._process.communicate()


def ask_all(server, bodies, clients):
    """Sends each body once, `clients` at a time; returns (images a second, sorted seconds)."""
    waiting = queue.SimpleQueue()
    for body in bodies:
        waiting.put(body)

    def client(_):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
        seconds = []
        while True:
            try:
                body = waiting.get_nowait()
            except queue.Empty:
                return seconds
            start = time.perf_counter()
            connection.request("POST", "/classify", body)
            response = connection.getresponse()
            answer = json.loads(response.read())
            seconds.append(time.perf_counter() - start)
            if "predictions" not in answer:
                raise SystemExit(f"error: {answer}")

    start = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        times = sorted(sum(pool.map(client, range(clients)), []))
    return len(bodies) / (time.perf_counter() - start), times


def break_off(server, body, chosen):
    """Sends a request that ends early, says something else than it should, or is no HTTP."""
    head = f"POST /classify HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    kind = chosen.randrange(4)
    cut = chosen.randrange(len(body))
    sent = [
        head + body[:cut],
        head.replace(str(len(body)).encode(), str(cut).encode()) + body[:cut],
        bytes(chosen.randrange(256) for _ in range(200)) + b"\r\n\r\n",
        head[: chosen.randrange(len(head))],
    ][kind]
    with server.connect() as client:
        try:
            client.sendall(sent)
            if kind == 1:
                client.recv(100_000)
        except ConnectionError:
            pass


def memory(server, bodies, count):
    chosen = random.Random(1)
    ask_all(server, bodies * 2, 8)
    before = server.resident()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: break_off(server, chosen.choice(bodies), chosen), range(count)))
    ask_all(server, bodies, 8)
    return before, server.resident()
