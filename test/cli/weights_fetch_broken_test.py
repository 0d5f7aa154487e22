# SPDX-License-Identifier: Apache-2.0
"""`weights fetch` from a web server that drops connections, lies and refuses."""
import hashlib
import signal
import time

import cli
import misbehaving_server as web
from fetching import CONTENT, FILE, HASH, FetchTest


class Interrupted(FetchTest):
    def test_resumes_where_the_connection_was_lost(self):
        self.web.script = [web.cut_after(100_000), web.drop, web.cut_after(150_000)]
        said = self.fetch()
        self.assert_whole()
        self.assertEqual(said.count("trying again"), 3)
        self.assertEqual(
            [entry[1:] for entry in self.web.log],
            [
                (None, None),
                ("bytes=100000-", web.ETAG),
                ("bytes=100000-", web.ETAG),
                ("bytes=250000-", web.ETAG),
            ],
        )

    def leave_part(self, size=100_000):
        self.web.script = [web.cut_after(size)]
        said = self.fetch("--attempts", "1", code=3)
        self.assertRegex(said, f"{size} bytes of 400000 bytes are kept in .*part; run the same")
        self.assertEqual(self.part.read_bytes(), CONTENT[:size])
        self.assert_nothing_but(FILE + ".part", FILE + ".part.json")
        self.web.log.clear()

    def test_resumes_in_a_later_run(self):
        self.leave_part()
        self.assertIn("resuming after 100000 bytes", self.fetch())
        self.assert_whole()
        self.assertEqual(self.web.log, [(f"/models/{FILE}", "bytes=100000-", web.ETAG)])

    def test_leftovers_are_swept_once_the_file_is_there(self):
        self.leave_part()
        self.target.write_bytes(CONTENT)  # another program has fetched it
        self.assertIn("there already", self.fetch())
        self.assert_whole()
        self.part.write_bytes(CONTENT[:1000])  # now the record knows the file
        self.part.with_name(self.part.name + ".json").write_text("{}")
        self.assertIn("there already", self.fetch())
        self.assert_whole()
        self.assertEqual(self.web.log, [])

    def test_resumes_from_another_source(self):
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

    def test_starts_over_if_nothing_identifies_the_part(self):
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
        said = self.fetch(code=3)
        self.assertEqual(said.count("starting from zero"), 1)
        self.assertRegex(said, "status 416; check the URL, or name another source")
        self.assert_nothing_but()

    def test_all_bytes_had_arrived(self):
        self.leave_part()
        self.part.write_bytes(CONTENT)
        self.fetch()
        self.assert_whole()
        self.assertEqual(self.web.log, [])

    def test_a_stalled_connection(self):
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

    def test_404_keeps_the_part_of_an_earlier_run(self):
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

    def test_being_offline_is_noticed_soon(self):
        self.web.close()
        said = self.fetch(code=3)
        self.assertRegex(said, r"127.0.0.1.*\(3 attempts\); try again later")
        self.assertEqual(said.count("trying again in"), 2)

    def test_a_web_page_instead_of_the_file(self):
        self.describe(bytes=None)
        for content_type in ("text/html; charset=utf-8", "application/octet-stream"):
            self.web.default = web.page(content_type)
            self.assertRegex(self.fetch(code=3), "web page.*proxy.*Nothing was kept")
            self.assert_nothing_but()

    def test_a_web_page_leaves_an_earlier_download_alone(self):
        for answer in (
            web.page("text/html"),
            web.page("application/octet-stream"),
            web.page("application/octet-stream", b"12345"),
        ):
            self.web.script = [web.cut_after(100_000), answer]
            self.assertRegex(self.fetch(code=3), "100000 bytes of 400000 bytes are kept")
            self.assertEqual(self.part.read_bytes(), CONTENT[:100_000])
            self.part.unlink()
        self.describe(bytes=None)
        self.web.script = [web.cut_after(100_000), web.page("application/octet-stream")]
        self.assertRegex(self.fetch(code=3), "web page.*100000 bytes of")
        self.fetch()
        self.assert_whole()

    def test_wrong_hash(self):
        self.web.content = CONTENT[:-1] + b"?"
        found = hashlib.sha256(self.web.content).hexdigest()
        self.assertRegex(
            self.fetch(code=3),
            f"SHA-256 of what arrived is {found}, expected one that begins with "
            f"{HASH[:8]}. Nothing was kept",
        )
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

    def test_a_size_that_is_not_published_is_limited(self):
        self.describe(bytes=None)

        def endless(handler):
            handler.head(200, {"Content-Type": "a/b", "Connection": "close"})
            while True:
                handler.wfile.write(b"x" * 65536)

        for behave, found in (
            (endless, r"[1-9]\d\d\d\d\d+ bytes have arrived of a file without an announced size"),
            (web.serve, "the file there has 400000 bytes"),
        ):
            self.web.default = behave
            self.assertRegex(
                self.fetch("--max-size", "300kB", code=3),
                f"{found}, more than the 300000 bytes that are accepted where no size is "
                "published; --max-size raises that. Nothing was kept",
            )
            self.assert_nothing_but()
        self.fetch("--max-size", "400000")
        self.assert_whole()
        self.assertIn("--max-size", self.fetch("--max-size", "much", code=2))

    def test_a_published_size_takes_the_place_of_the_limit(self):
        self.fetch("--max-size", "1000")
        self.assert_whole()

    def test_too_short_without_a_length(self):
        self.web.content = CONTENT[:1000]
        self.web.default = web.without_length
        self.assertIn("closed the connection early", self.fetch("--attempts", "2", code=3))

    def test_not_a_download(self):
        self.web.default = lambda handler: handler.head(204, {})
        self.assertIn("status 204", self.fetch(code=3))


if __name__ == "__main__":
    cli.main()
