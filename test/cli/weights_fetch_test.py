"""`weights fetch` against a real web server on the loopback address, which misbehaves as told."""
import hashlib
import json
import os
import pty
import resource
import signal
import subprocess
import time

import cli
import misbehaving_server as web

CONTENT = hashlib.shake_128(b"weights").digest(400_000)
HASH = hashlib.sha256(CONTENT).hexdigest()
FILE = f"tiny-{HASH[:8]}.pth"
QUICK = ("--retry-delay", "0.05")


class FetchTest(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.web = web.Web(CONTENT)
        self.addCleanup(self.web.close)
        self.environment = {"TORCH_HOME": str(self.folder / "torch")}
        self.target = self.folder / "torch/hub/checkpoints" / FILE
        self.part = self.target.with_name(FILE + ".part")
        self.describe()

    def describe(self, **weights):
        """The model's config: what is published, and where."""
        self.config = self.folder / "tiny.json"
        known = {"file": FILE, "url": f"{self.web.url}/models/{FILE}", "sha256_prefix": HASH[:8],
                 "bytes": len(CONTENT)}
        known.update(weights)
        self.config.write_text(json.dumps({
            "id": "tiny", "layers": [1, 1, 1, 1], "cardinality": 8, "base_width": 8,
            "num_classes": 6,
            "preprocessing": {"input_size": 64, "crop_pct": 0.875, "interpolation": "bilinear",
                              "mean": [0.5] * 3, "std": [0.5] * 3},
            "weights": {key: value for key, value in known.items() if value is not None},
            "card": {"license": {"id": "CC-BY-NC-4.0", "note": "non-commercial use only"}}}))

    def fetch(self, *arguments, code=0, **options):
        """Returns what the program says on stderr."""
        process = self.run_program("weights", "fetch", self.config, *QUICK, *arguments,
                                   environment=self.environment, **options)
        self.assertEqual(process.returncode, code, process.stderr.decode())
        self.assertEqual(process.stdout.decode(), f"{self.target}\n" if code == 0 else "")
        return process.stderr.decode()

    def start(self, *arguments, quick=QUICK):
        clean = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **self.environment}
        return subprocess.Popen([cli.PROGRAM, "weights", "fetch", str(self.config), *quick,
                                 *arguments], env=clean, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def wait_for(self, condition):
        end = time.monotonic() + 20
        while not condition():
            self.assertLess(time.monotonic(), end, "it never happened")
            time.sleep(0.01)

    def assert_whole(self):
        self.assertEqual(self.target.read_bytes(), CONTENT)
        self.assert_nothing_but(FILE)

    def assert_nothing_but(self, *names):
        found = os.listdir(self.target.parent) if self.target.parent.exists() else []
        self.assertEqual(sorted(found), sorted(names))


class Download(FetchTest):
    def test_whole_file(self):
        said = self.fetch()
        self.assert_whole()
        self.assertLess(said.index("CC-BY-NC-4.0, non-commercial use only"), said.index("100 %"))
        self.assertIn(HASH, said)
        self.assertEqual(self.web.log, [(f"/models/{FILE}", None, None)])

    def test_a_file_that_is_there_is_not_fetched_again(self):
        self.fetch()
        self.assertIn("there already", self.fetch())
        self.assertEqual(len(self.web.log), 1)
        record = json.loads((self.folder / ".cache/resnext-classify/verified.json").read_text())
        self.assertEqual(record["files"][str(self.target)]["sha256"], HASH)

    def test_a_file_that_pytorch_has_fetched_is_checked(self):
        self.target.parent.mkdir(parents=True)
        self.target.write_bytes(CONTENT)
        self.assertIn(HASH, self.fetch())
        self.assertEqual(self.web.log, [])

    def test_a_wrong_file_under_the_name_is_told_and_left(self):
        self.target.parent.mkdir(parents=True)
        self.target.write_bytes(CONTENT[:-1] + b"?")
        self.assertRegex(self.fetch(code=3), "SHA-256.*--force")
        self.target.write_bytes(CONTENT[:-1])
        self.assertRegex(self.fetch(code=3), "399999 bytes, expected 400000.*--force")
        self.assertEqual(self.target.read_bytes(), CONTENT[:-1])
        self.assertEqual(self.web.log, [])
        self.fetch("--force")
        self.assert_whole()

    def test_quiet(self):
        self.assertNotIn("%", self.fetch("--quiet"))

    def test_without_a_length(self):
        self.web.script = [web.without_length]
        self.fetch()
        self.assert_whole()

    def test_nothing_known_but_the_url(self):
        self.describe(file=None, bytes=None, sha256_prefix=None, url=f"{self.web.url}/w.pth?key=1")
        self.target = self.target.with_name("w.pth")
        said = self.fetch()
        self.assertIn("none is published", said)
        self.assertNotIn("key=1", said)
        self.assertEqual(self.target.read_bytes(), CONTENT)

    def test_the_bar_on_a_terminal_shows_rate_and_time_left(self):
        self.web.script = [web.stall_after(100_000, 1.5)]
        controller, terminal = pty.openpty()
        process = subprocess.Popen(
            [cli.PROGRAM, "weights", "fetch", str(self.config)], stderr=terminal,
            stdout=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), **self.environment})
        os.close(terminal)
        shown = b""
        try:
            while piece := os.read(controller, 4096):
                shown += piece
        except OSError:  # the terminal's other end is closed
            pass
        os.close(controller)
        self.assertEqual(process.wait(), 0)
        self.assertRegex(shown.decode(),
                         r"\r.*25 % \[=+> +\] 100 kB of 400 kB  .*\r.*100 %.* [kM]B/s")
        self.assertRegex(shown.decode(), r"0:0\d left")


class BrokenOff(FetchTest):
    def test_goes_on_where_the_connection_was_lost(self):
        self.web.script = [web.cut_after(100_000), web.drop, web.cut_after(150_000)]
        said = self.fetch()
        self.assert_whole()
        self.assertEqual(said.count("trying again"), 3)
        self.assertEqual([entry[1:] for entry in self.web.log],
                         [(None, None), ("bytes=100000-", web.ETAG), ("bytes=100000-", web.ETAG),
                          ("bytes=250000-", web.ETAG)])

    def leave_part(self, size=100_000):
        self.web.script = [web.cut_after(size)]
        said = self.fetch("--attempts", "1", code=3)
        self.assertRegex(said, f"{size} bytes of 400000 bytes are kept in .*part; run the same")
        self.assertEqual(self.part.read_bytes(), CONTENT[:size])
        self.assert_nothing_but(FILE + ".part", FILE + ".part.json")
        self.web.log.clear()

    def test_goes_on_in_a_later_run(self):
        self.leave_part()
        self.assertIn("going on after 100000 bytes", self.fetch())
        self.assert_whole()
        self.assertEqual(self.web.log, [(f"/models/{FILE}", "bytes=100000-", web.ETAG)])

    def test_goes_on_from_another_source(self):
        self.leave_part()
        self.fetch("--url", f"{self.web.url}/mirror/{FILE}")
        self.assert_whole()
        self.assertEqual(self.web.log, [(f"/mirror/{FILE}", "bytes=100000-", None)])

    def test_starts_over_if_the_server_has_another_version(self):
        self.describe(bytes=None)
        self.leave_part()
        self.web.etag = '"v2"'
        self.assertIn("sends the whole file again", self.fetch())
        self.assert_whole()

    def test_starts_over_if_the_total_has_changed(self):
        self.describe(bytes=None)
        self.web.etag = None
        self.leave_part()
        note = self.part.with_name(self.part.name + ".json")
        note.write_text(note.read_text().replace("400000", "500000"))
        self.assertRegex(self.fetch(), "another version of the file; starting from zero")
        self.assert_whole()

    def test_starts_over_if_the_pieces_do_not_fit(self):
        self.leave_part()
        self.part.write_bytes(b"x" * 100_000)
        self.assertIn("don't fit together; starting from zero", self.fetch())
        self.assert_whole()

    def test_starts_over_if_nothing_says_what_is_there(self):
        self.leave_part()
        self.part.with_name(self.part.name + ".json").unlink()
        self.fetch()
        self.assert_whole()
        self.assertEqual(self.web.log, [(f"/models/{FILE}", None, None)])

    def test_a_server_without_ranges(self):
        self.web.default = web.without_ranges
        self.leave_part()
        self.fetch()
        self.assert_whole()

    def test_416(self):
        self.leave_part()
        self.web.script = [web.status(416, Content_Range="bytes */400000")]
        self.assertIn("no bytes after the first 100000; starting from zero", self.fetch())
        self.assert_whole()

    def test_416_again_and_again(self):
        self.leave_part()
        self.web.default = web.status(416)
        self.assertIn("again and again", self.fetch(code=3))
        self.assert_nothing_but()

    def test_all_bytes_were_there(self):
        self.leave_part()
        self.part.write_bytes(CONTENT)
        self.fetch()
        self.assert_whole()
        self.assertEqual(self.web.log, [])

    def test_a_connection_that_stands_still(self):
        self.web.script = [web.stall_after(100_000, 30)]
        self.fetch("--timeout", "1")
        self.assert_whole()
        self.assertEqual(self.web.log[1][1], "bytes=100000-")

    def test_interrupted(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            self.web.script = [web.stall_after(150_000, 5)]
            process = self.start()
            self.wait_for(lambda: self.part.exists() and self.part.stat().st_size == 150_000)
            began = time.monotonic()
            process.send_signal(number)
            out, said = process.communicate(timeout=20)
            self.assertLess(time.monotonic() - began, 3)
            self.assertEqual((process.returncode, out), (code, ""))
            self.assertRegex(said, "stopped. 150000 bytes of 400000 bytes are kept in .*part")
            self.assert_nothing_but(FILE + ".part", FILE + ".part.json")
            self.web.script = [web.status(404)]
            self.fetch(code=3)
            self.part.unlink()
        self.part.write_bytes(CONTENT[:150_000])
        self.fetch()
        self.assert_whole()

    def test_interrupted_while_waiting_to_retry(self):
        self.web.default = web.status(503)
        process = self.start(quick=("--retry-delay", "60"))
        self.wait_for(lambda: self.web.log)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=20)[1]
        self.assertEqual(process.returncode, 130, said)
        self.assert_nothing_but()


class ServerErrors(FetchTest):
    def test_404(self):
        self.web.default = web.status(404)
        self.assertRegex(self.fetch(code=3), f"{FILE}.*404.*no such file.*--url or RESNEXT_MIRROR")
        self.assert_nothing_but()
        self.assertEqual(len(self.web.log), 1)

    def test_404_keeps_what_an_earlier_run_got(self):
        self.web.script = [web.cut_after(100_000), web.status(404)]
        self.assertRegex(self.fetch(code=3), "404.*100000 bytes of 400000 bytes are kept")
        self.assert_nothing_but(FILE + ".part", FILE + ".part.json")

    def test_denied(self):
        for code in (401, 403):
            self.web.default = web.status(code)
            self.assertRegex(self.fetch(code=3), f"{code}.*denied.*https_proxy")
        self.assert_nothing_but()

    def test_busy_server(self):
        self.web.script = [web.status(503), web.status(429, Retry_After=1), web.status(502)]
        began = time.monotonic()
        said = self.fetch()
        self.assert_whole()
        self.assertGreaterEqual(time.monotonic() - began, 1)
        for code in (503, 429, 502):
            self.assertIn(f"status {code}; trying again", said)

    def test_busy_for_too_long(self):
        self.web.default = web.status(503, Retry_After=3600)
        self.assertRegex(self.fetch(code=3), "503 and asks to come back in 3600 s")
        self.assertEqual(len(self.web.log), 1)
        self.assert_nothing_but()

    def test_always_busy(self):
        self.web.default = web.status(500)
        self.assertRegex(self.fetch("--attempts", "3", code=3), r"500 \(3 attempts\)")
        self.assertEqual(len(self.web.log), 3)
        self.assert_nothing_but()

    def test_an_error_page_without_end(self):
        def endless(handler):
            handler.head(404, {"Content-Type": "text/html"})
            while True:
                handler.wfile.write(b"no " * 10_000)
        self.web.default = endless
        self.assertIn("404", self.fetch(code=3))

    def test_no_server(self):
        self.web.close()
        said = self.fetch("--attempts", "2", code=3)
        self.assertRegex(said, r"127.0.0.1.*\(2 attempts\); try again later")
        self.assert_nothing_but()

    def test_a_web_page_instead_of_the_file(self):
        self.describe(bytes=None)
        for content_type in ("text/html; charset=utf-8", "application/octet-stream"):
            self.web.default = web.page(content_type)
            self.assertRegex(self.fetch(code=3), "web page.*proxy.*Nothing was kept")
            self.assert_nothing_but()

    def test_wrong_hash(self):
        self.web.content = CONTENT[:-1] + b"?"
        found = hashlib.sha256(self.web.content).hexdigest()
        self.assertRegex(self.fetch(code=3),
                         f"SHA-256 of what came is {found}, expected one that begins with "
                         f"{HASH[:8]}. Nothing was kept")
        self.assert_nothing_but()

    def test_wrong_full_hash(self):
        wrong = HASH[:-1] + ("0" if HASH[-1] != "0" else "1")
        self.describe(sha256=wrong)
        self.assertIn(f"expected {wrong}", self.fetch(code=3))
        self.describe(sha256=HASH)
        self.fetch()

    def test_wrong_size(self):
        self.web.content = CONTENT + b"more"
        self.assertIn("400004 bytes, expected 400000", self.fetch(code=3))
        self.web.default = web.without_length
        self.assertIn("more than the expected 400000 bytes", self.fetch(code=3))
        self.assert_nothing_but()

    def test_too_short_without_a_length(self):
        self.web.content = CONTENT[:1000]
        self.web.default = web.without_length
        self.assertIn("closed the connection early", self.fetch("--attempts", "2", code=3))

    def test_not_a_download(self):
        self.web.default = lambda handler: handler.head(204, {})
        self.assertIn("status 204", self.fetch(code=3))


class Sources(FetchTest):
    def test_url(self):
        self.describe(url="http://127.0.0.1:1/nobody")
        self.fetch("--url", f"{self.web.url.replace('//', '//me:secret@')}/elsewhere?token=secret")
        self.assert_whole()
        self.assertEqual(self.web.log[0][0], "/elsewhere?token=secret")

    def test_secrets_are_not_told(self):
        self.web.default = web.status(404)
        url = f"{self.web.url.replace('//', '//me:secret@')}/elsewhere?token=secret"
        said = self.fetch("--url", url, code=3)
        self.assertNotIn("secret", said)
        self.assertIn(f"{self.web.url}/elsewhere", said)

    def test_mirror(self):
        self.describe(url="http://127.0.0.1:1/nobody")
        self.environment["RESNEXT_MIRROR"] = f"{self.web.url}/mirror/"
        self.fetch()
        self.assert_whole()
        self.assertEqual(self.web.log[0][0], f"/mirror/{FILE}")

    def test_file(self):
        (self.folder / "mirror").mkdir()
        (self.folder / "mirror" / FILE).write_bytes(CONTENT)
        self.environment["RESNEXT_MIRROR"] = f"file://{self.folder}/mirror"
        self.fetch()
        self.assert_whole()
        self.assertEqual(self.web.log, [])

    def test_a_file_that_is_not_there(self):
        self.assertIn("/nowhere.pth", self.fetch("--url", "file:///nowhere.pth", code=3))
        self.assert_nothing_but()

    def test_other_protocols(self):
        for url in ("ftp://127.0.0.1/x.pth", "scp://x/y.pth", str(self.config)):
            self.assertIn("begins with https://, http:// or file://",
                          self.fetch("--url", url, code=2))

    def test_redirects(self):
        self.web.script = [web.redirect(f"{self.web.url}/{i}") for i in range(5)]
        self.fetch()
        self.assert_whole()
        self.assertEqual(len(self.web.log), 6)

    def test_too_many_redirects(self):
        self.web.default = web.redirect(f"{self.web.url}/again")
        self.assertRegex(self.fetch(code=3), r"(?i)maximum \(5\) redirects")
        self.assertEqual(len(self.web.log), 6)
        self.assert_nothing_but()

    def test_redirects_to_other_protocols(self):
        (self.folder / "local").write_bytes(CONTENT)
        for url in (f"file://{self.folder}/local", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x"):
            self.web.default = web.redirect(url)
            self.assertRegex(self.fetch(code=3), "(?i)protocol .*(not supported|disabled)")
            self.assert_nothing_but()

    def test_a_proxy_is_used(self):
        self.environment["http_proxy"] = self.web.url
        self.describe(url=f"http://weights.example/{FILE}")
        self.fetch()
        self.assert_whole()
        self.assertEqual(self.web.log[0][0], f"http://weights.example/{FILE}")

    def test_an_unknown_model(self):
        process = self.run_program("weights", "fetch", "resnext9")
        self.assertEqual(process.returncode, 3)
        self.assertIn(b"Nearest", process.stderr)


class Disk(FetchTest):
    def limited(self, size):
        """A disk that is full after so many bytes: a limit on the size of files (EFBIG)."""
        return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    def test_full(self):
        said = self.fetch(code=2, preexec_fn=self.limited(150_000))
        self.assertRegex(said, r"\.part: can't be written: File too large.*make room")
        self.assert_nothing_but(FILE + ".part", FILE + ".part.json")
        self.assertLessEqual(self.part.stat().st_size, 150_000)
        self.web.log.clear()
        self.fetch()
        self.assert_whole()
        self.assertRegex(self.web.log[0][1], "bytes=[1-9]")

    def test_a_folder_that_cannot_be_made(self):
        (self.folder / "torch").write_text("in the way")
        self.assertRegex(self.fetch(code=2), "torch/hub/checkpoints: can't be created.*TORCH_HOME")

    def test_a_link_in_the_place_of_the_part(self):
        self.target.parent.mkdir(parents=True)
        victim = self.folder / "victim"
        victim.write_text("precious")
        self.part.symlink_to(victim)
        self.assertIn("can't be opened", self.fetch(code=2))
        self.assertEqual(victim.read_text(), "precious")


class TwoAtOnce(FetchTest):
    def test_the_second_waits_and_finds_the_file(self):
        self.web.script = [web.stall_after(200_000, 1.0)]
        first = self.start()
        self.wait_for(lambda: self.part.exists() and self.part.stat().st_size >= 200_000)
        second = self.start()
        said = [process.communicate(timeout=60) for process in (first, second)]
        self.assertEqual((first.returncode, second.returncode), (0, 0), said)
        self.assertIn("another process is downloading", said[1][1])
        self.assertEqual([out for out, _ in said], [f"{self.target}\n"] * 2)
        self.assert_whole()
        self.assertEqual(len(self.web.log), 1)

    def test_the_second_takes_over_from_a_killed_one(self):
        self.web.script = [web.stall_after(200_000, 30)]
        first = self.start()
        self.wait_for(lambda: self.part.exists() and self.part.stat().st_size == 200_000)
        second = self.start()
        self.assertIn("Licence", second.stderr.readline())
        time.sleep(0.3)
        first.kill()
        first.communicate()
        said = second.communicate(timeout=60)[1]
        self.assertEqual(second.returncode, 0, said)
        self.assert_whole()
        self.assertEqual(self.web.log[1][1], "bytes=200000-")

    def test_many(self):
        self.web.default = web.stall_after(200_000, 0.1)
        processes = [self.start() for _ in range(6)]
        for process in processes:
            said = process.communicate(timeout=60)[1]
            self.assertEqual(process.returncode, 0, said)
        self.assert_whole()
        self.assertEqual(len(self.web.log), 1)


if __name__ == "__main__":
    cli.main()
