# SPDX-License-Identifier: Apache-2.0
"""serve: who is let in, TLS, systemd's sockets, and what reaches the log."""
import os
import shutil
import socket
import ssl
import subprocess

import cli
import serving

COFFEE = (cli.SAMPLES / "coffee.png").read_bytes()
TOKEN = "0123456789abcdef0123456789abcdef"


class Access(serving.ServeTest):
    def refuse(self, message, *arguments, code=2, **options):
        process = self.run_program("serve", "-m", self.model, *arguments, **options)
        self.assertEqual((process.returncode, process.stdout), (code, b""), process.stderr)
        self.assertIn(message, process.stderr.decode())

    def token_file(self):
        file = self.folder / "token"
        file.write_text(TOKEN + "\n")
        return file

    def test_a_token_is_asked_for(self):
        server = self.serve("--token-file", self.token_file())
        for headers in ({}, {"Authorization": "Bearer " + TOKEN[:-1]}, {"Authorization": TOKEN}):
            answer = self.post(server, "/classify", COFFEE, headers)
            self.assert_refused(answer, 401, "expected")
            self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")
        answer = self.post(server, "/classify", COFFEE, {"Authorization": "Bearer " + TOKEN})
        self.assertEqual(answer.status, 200)
        description = self.ask(
            server, "GET", "/openapi.json", headers={"Authorization": "Bearer " + TOKEN}
        ).json()
        for path, operations in description["paths"].items():
            if "get" in operations:
                open_to_all = operations["get"].get("security") == []
                status = self.ask(server, "GET", path).status
                self.assertEqual(status, 200 if open_to_all else 401, path)

    def test_other_machines_need_a_token_or_the_word_that_they_do_not(self):
        self.refuse("0.0.0.0", "--listen", "0.0.0.0:0")
        self.refuse("--token-file FILE", "--listen", "0.0.0.0:0")
        self.refuse("--no-token", "--listen", "[::]:0")
        for arguments in (["--no-token"], ["--token-file", self.token_file()]):
            server = serving.Server(
                self.folder, "-m", self.model, "--listen", "0.0.0.0:0", *arguments
            )
            self.addCleanup(server.kill)
            server.wait_until_ready()
            self.assertEqual(server.stop(), 0)

    def test_what_cannot_be_used_is_refused(self):
        self.refuse("expected a token of 16", "--token-file", "none")
        self.refuse("--tls-cert and --tls-key belong together", "--tls-cert", "cert.pem")
        self.refuse("none.pem", "--tls-cert", "none.pem", "--tls-key", "none.pem")
        for address in ("8080", "127.0.0.1", "::1:8080", "127.0.0.1:x", "127.0.0.1:70000", ":1"):
            self.refuse("--listen: expected HOST:PORT", "--listen", address)
        self.refuse("no.such.host.invalid:1", "--listen", "no.such.host.invalid:1")
        self.refuse("--weights w belongs to one model", "-m", "x", "--weights", "w")
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.refuse("in use", "--listen", f"127.0.0.1:{taken.getsockname()[1]}")

    def test_pages_of_other_sites_are_refused(self):
        server = self.serve()
        own = f"127.0.0.1:{server.port}"
        for origin, status in ((f"http://{own}", 200), ("http://evil.example", 403), ("null", 403)):
            answer = self.post(server, "/classify", COFFEE, {"Origin": origin, "Host": own})
            self.assertEqual(answer.status, status, origin)

    def test_pages_by_names_that_others_own_are_refused(self):
        for options, status in (((), 403), (("--no-token",), 200)):
            server = self.serve(*options)
            own = f"evil.example:{server.port}"  # which leads to 127.0.0.1
            answer = self.post(
                server, "/classify", COFFEE, {"Origin": f"http://{own}", "Host": own}
            )
            self.assertEqual(answer.status, status, options)
            answer = self.post(server, "/classify", COFFEE, {"Host": own})  # no browser
            self.assertEqual(answer.status, 200)

    def test_tls(self):
        if shutil.which("openssl") is None:
            self.skipTest("SKIPPED: openssl is not there")
        certificate, key = self.folder / "cert.pem", self.folder / "key.pem"
        request = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost".split()
        subprocess.run(
            [*request, "-addext", "subjectAltName=DNS:localhost", "-keyout", key]
            + ["-out", certificate],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        server = self.serve("--tls-cert", certificate, "--tls-key", key)
        self.assertIn("listening on https://", server.log())
        (self.folder / "coffee.png").write_bytes(COFFEE)
        expected = self.classify("coffee.png").stdout
        for _ in range(2):
            answer = self.post(server, "/classify?path=coffee.png", COFFEE, tls=certificate)
            self.assertEqual((answer.status, answer.body), (200, expected))
        with server.connect() as plain:
            plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
            self.assertNotIn(b"HTTP/1.1 200", plain.recv(1000))
        with self.assertRaises(ssl.SSLError):  # an old version
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.maximum_version = ssl.TLSVersion.TLSv1_1
            context.wrap_socket(server.connect())
        answer = self.ask(server, "GET", "/healthz", tls=certificate)
        self.assertEqual(answer.status, 200)
        self.assertEqual(server.stop(), 0)

    def test_sockets_of_systemd(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified:
                path = str(self.folder / "notify")
                notified.bind(path)
                notified.settimeout(serving.TIMEOUT)
                command = 'exec 3<&"$0"; export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@" 2>socket.log'
                process = subprocess.Popen(
                    ["bash", "-c", command, str(listener.fileno()), cli.PROGRAM, "serve"]
                    + ["-m", str(self.model)],
                    env={**os.environ, "HOME": str(self.folder), "NOTIFY_SOCKET": path},
                    cwd=self.folder,
                    pass_fds=[listener.fileno()],
                )
                self.addCleanup(process.kill)
                self.assertEqual(notified.recv(100), b"READY=1")
        self.assertIn(
            f"listening on http://127.0.0.1:{port}", (self.folder / "socket.log").read_text()
        )
        server = type("Server", (), {"port": port})
        self.assertEqual(self.post(server, "/classify", COFFEE).status, 200)
        process.terminate()
        self.assertEqual(process.wait(serving.TIMEOUT), 0)

    def test_the_log_has_a_line_for_each_request_and_nothing_raw(self):
        server = self.serve("-v")
        with server.connect() as client:
            client.sendall(b"GET /\x1b[2J HTTP/1.1\r\nHost: x\r\n\r\n")
            client.recv(1000)
        self.post(server, "/classify?path=%1b%0aevil", COFFEE)
        headers, body = serving.form(("\x1b[2Jname", COFFEE))
        self.post(server, "/classify", body, headers)
        self.assertEqual(server.stop(), 0)
        log = server.log()
        self.assertNotIn("\x1b", log)
        self.assertEqual(log.count("127.0.0.1 'POST' '/classify"), 2)
        self.assertRegex(log, r"(?m)^127\.0\.0\.1 'POST' '/classify' 200, \d+ bytes, [\d.]+ ms$")
        quiet = self.serve()
        self.post(quiet, "/classify", COFFEE)
        quiet.stop()
        self.assertEqual(quiet.log().count("\n"), 1)


if __name__ == "__main__":
    cli.main()
