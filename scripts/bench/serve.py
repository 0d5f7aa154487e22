#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures `resnext-classify serve`: one client, many at once, and clients that break off.

Writes photos of 0.3 to 12 megapixels (photos.py) to --scratch and, unless --model is "", a
checkpoint with random weights (scripts/dev/make_checkpoint.py), once. Prints tables for
docs/server.md:

  (a) images a second, the times of answers and the CPU time of an image (which other programs
      on the machine disturb less), for each batch size and number of clients, beside the command
      on the same photos, and a server of Flask and PyTorch (peers/flask_peer.py; Debian's
      python3-flask and python3-torch) with the same weights;
  (b) the memory that the server holds before and after --broken requests, of which most are cut
      off, hold a part of a photo, or are no HTTP.

    cmake --build build/release --target resnext-classify
    scripts/bench/serve.py --scratch /var/tmp/resnext-bench
"""
import argparse
import os
import pathlib
import socket
import sys

import measuring
import photos
from serve_load import Server, ask_all, memory


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
