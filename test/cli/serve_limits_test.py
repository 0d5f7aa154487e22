# SPDX-License-Identifier: Apache-2.0
"""serve: what slow, broken, endless and too many clients get, and that others are served."""
import concurrent.futures
import http.client
import json
import signal
import subprocess
import time

import cli
import serving

COFFEE = (cli.SAMPLES / "coffee.png").read_bytes()
MEGABYTE = 1_000_000


def head(length, *more):
    lines = ["POST /classify HTTP/1.1", "Host: x", f"Content-Length: {length}", *more, "", ""]
    return "\r\n".join(lines).encode()


def read_all(connection):
    """Returns what the server sends until it closes the connection, or cuts it."""
    received = b""
    try:
        while data := connection.recv(65536):
            received += data
    except ConnectionError:
        pass
    return received


class Limits(serving.ServeTest):
    def assert_serves(self, server):
        self.assertEqual(self.post(server, "/classify", COFFEE).status, 200)

    def test_a_body_that_is_too_large_is_refused_unread(self):
        server = self.serve("--max-body", "1")
        answer = self.post(server, "/classify", b"x" * (MEGABYTE + 1))
        self.assert_refused(answer, 413, "1000000 bytes (--max-body)")
        self.assertEqual(self.post(server, "/classify", b"x" * MEGABYTE).status, 422)

    def test_an_endless_body_is_refused(self):
        server = self.serve("--max-body", "1")
        with server.connect() as client:
            client.sendall(b"POST /classify HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
            chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
            try:
                while True:
                    client.sendall(chunk)
            except ConnectionError:
                pass
            self.assertRegex(read_all(client), rb"\AHTTP/1.1 413 |\A\Z")
        self.assert_serves(server)

    def test_a_body_that_is_cut_off_stops_nobody(self):
        server = self.serve()
        with server.connect() as client:
            client.sendall(head(len(COFFEE)) + COFFEE[:1000])
        self.assert_serves(server)

    def test_slow_clients_stop_nobody_and_are_cut_off(self):
        server = self.serve("--timeout", "2", "--max-connections", "64")
        slow = [server.connect() for _ in range(60)]
        for number, client in enumerate(slow):
            client.sendall([b"", b"POST", head(1000), head(1000) + b"x"][number % 4])
        self.assert_serves(server)
        for client in slow:
            self.assertEqual(read_all(client), b"")
            client.close()

    def test_a_new_client_takes_the_place_of_one_that_sends_nothing(self):
        server = self.serve("--timeout", "600", "--max-connections", "4")
        idle = [server.connect() for _ in range(4)]
        for _ in range(3):
            self.assert_serves(server)
        self.assertEqual(read_all(idle[0]), b"")  # the one that had waited for longest
        for client in idle:
            client.close()

    def test_clients_up_to_the_limit_stay(self):
        server = self.serve("--timeout", "600", "--max-connections", "4")
        clients = [server.connect() for _ in range(4)]
        for pause in (1.5, 0):  # longer than a client is left in peace if another one wants in
            for client in clients:
                client.sendall(b"HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                self.assertIn(b" 200 OK", client.recv(10000))
            time.sleep(pause)
        for client in clients:
            client.close()

    def test_a_full_queue_says_when_to_come_back(self):
        server = self.serve("--max-queue", "2", "--batch-size", "64")
        headers, body = serving.form(*3 * (("a", COFFEE),))
        answer = self.post(server, "/classify", body, headers)
        self.assert_refused(answer, 413, "more than 2 files", "--max-queue")
        headers, body = serving.form(*2 * (("a", COFFEE),))
        statuses = set()
        while 429 not in statuses:  # until two clients meet
            with concurrent.futures.ThreadPoolExecutor(8) as clients:
                answers = list(
                    clients.map(lambda _: self.post(server, "/classify", body, headers), range(8))
                )
            statuses |= {answer.status for answer in answers}
        self.assertEqual(statuses, {200, 429})
        refused = next(answer for answer in answers if answer.status == 429)
        self.assert_refused(refused, 429, "--max-queue")
        self.assertEqual(refused.headers["Retry-After"], "1")
        self.assert_serves(server)

    def test_bodies_that_are_announced_share_memory(self):
        server = self.serve("--max-body", "1")
        clients = [server.connect() for _ in range(17)]
        for client in clients:
            client.sendall(head(MEGABYTE, "Expect: 100-continue"))
        answers = sorted(client.recv(12) for client in clients)
        self.assertEqual(answers, 16 * [b"HTTP/1.1 100"] + [b"HTTP/1.1 503"])
        for client in clients:
            client.close()
        self.assert_serves(server)

    def test_what_is_not_http_is_refused(self):
        server = self.serve()
        for sent, status in (
            (b"\x16\x03\x01\x02\x00nonsense\r\n\r\n", b"400"),
            (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"400"),
            (b"GET / HTTP/1.1\r\nX: " + b"x" * 20000 + b"\r\n\r\n", b"431"),
            (b"POST /classify HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400"),
        ):
            with server.connect() as client:
                client.sendall(sent)
                client.shutdown(1)
                answer = read_all(client)
                self.assertTrue(answer.startswith(b"HTTP/1.1 " + status), (sent[:40], answer))
                self.assertIn(b'{"error":{', answer)
        self.assert_serves(server)

    def test_images_with_too_many_pixels_are_refused(self):
        server = self.serve("--max-pixels", "100")
        answer = self.post(server, "/classify", COFFEE)
        self.assertEqual((answer.status, answer.json()["error"]["code"]), (422, "too_large"))

    def test_what_was_begun_is_finished_and_nothing_new_is_taken(self):
        server = self.serve("--batch-size", "64")
        waiting = http.client.HTTPConnection("127.0.0.1", server.port, timeout=serving.TIMEOUT)
        waiting.request("POST", "/classify", COFFEE)
        begun = server.connect()
        begun.sendall(head(len(COFFEE)) + COFFEE[:1000])
        idle = server.connect()
        while "resnext_connections 4" not in self.ask(server, "GET", "/metrics").body.decode():
            pass
        server.process.send_signal(signal.SIGTERM)
        self.assertEqual(read_all(idle), b"")
        self.addCleanup(idle.close)
        self.addCleanup(begun.close)
        with self.assertRaises(ConnectionRefusedError):
            server.connect()
        begun.sendall(COFFEE[1000:])
        answer = read_all(begun)
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer[:200])
        self.assertIn(b"Connection: close", answer)
        json.loads(answer.split(b"\r\n\r\n")[1])
        self.assertEqual(waiting.getresponse().status, 200)
        self.assertEqual(server.end(), 0)

    def test_a_second_signal_ends_it_at_once(self):
        server = self.serve("--timeout", "600")
        with server.connect() as client:
            client.sendall(head(1000))
            while "resnext_connections 2" not in self.ask(server, "GET", "/metrics").body.decode():
                pass
            server.process.send_signal(signal.SIGTERM)
            while True:
                try:
                    server.connect().close()
                except ConnectionError:  # refused, or dropped in the queue
                    break
            with self.assertRaises(subprocess.TimeoutExpired):
                server.process.wait(1)
            self.assertEqual(server.stop(), -signal.SIGTERM)


if __name__ == "__main__":
    cli.main()
