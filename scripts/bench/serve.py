#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures `resnext-classify serve`: one client, many at once, and clients that break off.

Writes photos of 0.3 to 12 megapixels (photos.py) to --scratch and, unless --model is "", a
checkpoint with random weights (scripts/dev/make_checkpoint.py), once. Prints tables for
docs/server.md:

  (a) images a second, the times of answers and the CPU time of an image, for each batch size and number of clients, beside
      the rate of the command on the same photos, and a server of Flask and PyTorch
      (peers/flask_peer.py; Debian's python3-flask and python3-torch) with the same weights;
  (b) the memory that the server holds before and after --broken requests, of which most are cut
      off, hold a part of a photo, or are no HTTP.

    cmake --build build/release --target resnext-classify
    scripts/bench/serve.py --scratch /var/tmp/resnext-bench
"""
import argparse
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
import sys
import time

import measuring
import photos


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


def row(*cells):
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def measure(name, server, bodies, clients):
    before = server.cpu_seconds()
    rate, times = ask_all(server, bodies, clients)
    cpu = (server.cpu_seconds() - before) / len(bodies)
    percentile = [1000 * times[min(len(times) - 1, int(len(times) * p))] for p in (0.5, 0.99)]
    row(
        name, clients, f"{rate:.1f}", *(f"{value:.0f}" for value in percentile), f"{1000 * cpu:.0f}"
    )


def timed(command):
    """Returns the seconds that a process took, and those of all CPUs together."""
    before = os.times()
    _, wall, _ = measuring.must_run(command)
    after = os.times()
    return wall, (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scratch", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, default=measuring.ROOT / "build/release")
    parser.add_argument("--model", default="ig_resnext101_32x8d", help='"": the bundled one')
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--requests", type=int, default=128)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--broken", type=int, default=2000)
    options = parser.parse_args()
    program = options.build / "app/resnext-classify"
    folder = options.scratch / "serve-photos"
    photos.make_photos(folder, 32)
    files = sorted(folder.iterdir())
    bodies = [file.read_bytes() for file in files]
    enough = [bodies[i % len(bodies)] for i in range(options.requests)]
    model = ["--threads", options.threads]
    if options.model:
        weights = measuring.checkpoint(options.model, options.scratch)
        model += ["--model", options.model, "--weights", weights]
    print(
        f"{options.model or 'the bundled model'}, {measuring.cpu_name()}, "
        f"{options.threads} threads, load {os.getloadavg()[0]:.1f} before"
    )
    row("server", "clients", "images/s", "median ms", "99th percentile ms", "CPU ms/image")
    row(*6 * ("---",))
    for batch in (1, 4):
        command = [program, *model, "-b", batch]
        few, many = (timed([*command, *taken]) for taken in (files[:4], files))
        wall, cpu = ((more - less) / (len(files) - 4) for more, less in zip(many, few))
        name = f"the command, batch size {batch}"  # without the start
        row(name, "", f"{1 / wall:.1f}", "", "", f"{1000 * cpu:.0f}")
        server = Server([program, "serve", *model, "--listen", "127.0.0.1:0", "-b", batch])
        ask_all(server, bodies[:8], 2)
        for clients in (1, options.clients):
            measure(f"serve, batch size {batch}", server, enough, clients)
        if batch == 1:
            held = memory(server, bodies, options.broken)
        server.close()
    if options.model:
        peer = measuring.PEERS / "flask_peer.py"
        port = free_port()
        server = Server(
            [sys.executable, peer, measuring.config_file(options.model), weights, port]
            + [options.threads],
            port,
        )
        ask_all(server, bodies[:8], 2)
        for clients in (1, options.clients):
            measure("Flask and PyTorch", server, enough, clients)
        server.close()
    before, after = (value / 1e6 for value in held)
    print(f"memory: {before:.0f} MB before {options.broken} broken requests, {after:.0f} MB after")


if __name__ == "__main__":
    main()
