# SPDX-License-Identifier: Apache-2.0
"""`weights fetch` from a real web server on the loopback address: files, sources, disks."""
import json
import os
import pty
import resource
import shutil
import subprocess
import time

import cli
import misbehaving_server as web
from fetching import CONTENT, FILE, HASH, QUICK, FetchTest


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

    def test_a_wrong_file_under_the_name_is_reported_and_left_alone(self):
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

    def test_only_the_url_is_known(self):
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
            [cli.PROGRAM, "weights", "fetch", str(self.config)],
            stderr=terminal,
            stdout=subprocess.DEVNULL,
            env=self.clean(),
        )
        os.close(terminal)
        shown = b""
        try:
            while piece := os.read(controller, 4096):
                shown += piece
        except OSError:  # the terminal's other end is closed
            pass
        os.close(controller)
        self.assertEqual(process.wait(), 0)
        self.assertRegex(
            shown.decode(), r"\r.*25 % \[=+> +\] 100 kB of 400 kB  .*\r.*100 %.* [kM]B/s"
        )
        self.assertRegex(shown.decode(), r"0:0\d left")


class Sources(FetchTest):
    def test_url(self):
        self.describe(url="http://127.0.0.1:1/nobody")
        self.fetch("--url", f"{self.web.url.replace('//', '//me:secret@')}/elsewhere?token=secret")
        self.assert_whole()
        self.assertEqual(self.web.log[0][0], "/elsewhere?token=secret")

    def test_secrets_are_not_shown(self):
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
        self.assertRegex(
            self.fetch("--url", "file:///nowhere.pth", code=3), "/nowhere.pth.*name another source"
        )
        said = self.fetch("--url", f"file://{self.folder}", code=3)
        self.assertIn("not a file", said)
        self.assertNotIn("trying again", said)
        self.assert_nothing_but()

    def test_a_pipe_in_place_of_a_file(self):
        os.mkfifo(self.folder / "pi pe")
        said = self.fetch("--url", f"file://{self.folder}/pi%20pe", code=3)
        self.assertRegex(said, "pi%20pe: .*a pipe or a device.*not a file; name another source")
        self.assert_nothing_but()

    def test_other_protocols(self):
        for url in ("ftp://127.0.0.1/x.pth", "scp://x/y.pth", str(self.config)):
            self.assertIn(
                "begins with https://, http:// or file://", self.fetch("--url", url, code=2)
            )

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

    def test_https(self):
        made = (
            subprocess.run(
                [
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "rsa:2048",
                    "-nodes",
                    "-days",
                    "2",
                    "-keyout",
                    "key.pem",
                    "-out",
                    "cert.pem",
                    "-subj",
                    "/CN=localhost",
                    "-addext",
                    "subjectAltName=IP:127.0.0.1",
                ],
                cwd=self.folder,
                capture_output=True,
                check=False,
            )
            if shutil.which("openssl")
            else None
        )
        if not made or made.returncode:
            self.skipTest("openssl can't make a certificate")
        secure = web.Web(CONTENT, certificate=(self.folder / "cert.pem", self.folder / "key.pem"))
        self.addCleanup(secure.close)
        self.describe(url=f"{secure.url}/{FILE}")
        self.assertRegex(self.fetch(code=3), "(?i)certificate.*CURL_CA_BUNDLE")
        self.environment["CURL_CA_BUNDLE"] = str(self.folder / "cert.pem")
        secure.script = [web.redirect(f"{self.web.url}/plain")]
        self.assertRegex(self.fetch(code=3), "(?i)protocol .*(not supported|disabled)")
        secure.script = [web.redirect(f"{secure.url}/elsewhere")]
        self.fetch()
        self.assert_whole()
        self.assertEqual(self.web.log, [])

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
        """Simulates a disk that is full after `size` bytes by a limit on file sizes (EFBIG)."""
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

    def test_a_file_system_that_is_full(self):
        """The same with ENOSPC, on a small file system; mounting one may be forbidden."""
        folder = self.folder / "torch"
        folder.mkdir()
        mounted = [
            "unshare",
            "-rm",
            "sh",
            "-c",
            'mount -t tmpfs -o size=300k none "$0" && exec "$@"',
            str(folder),
        ]
        if (
            not shutil.which("unshare")
            or subprocess.run([*mounted, "true"], check=False, stderr=subprocess.DEVNULL).returncode
        ):
            self.skipTest("mounting a file system is not permitted here")
        for answer, message in (
            (
                web.serve,
                "the disk has room for 3[0-9]+ bytes, but 400000 bytes "
                "are needed; make room, or name another folder",
            ),
            (web.without_length, "No space left on device.*make room"),
        ):
            self.describe(bytes=None)
            self.web.default = answer
            process = self.start(quick=QUICK, prefix=mounted)
            said = process.communicate(timeout=60)[1]
            self.assertEqual(process.returncode, 2, said)
            self.assertRegex(said, message)

    def test_a_folder_that_cannot_be_made(self):
        (self.folder / "torch").write_text("in the way")
        self.assertRegex(self.fetch(code=2), "torch/hub/checkpoints: can't be created.*TORCH_HOME")

    def test_a_link_in_place_of_the_part(self):
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

    def test_the_second_leaves_the_file_of_the_first_alone(self):
        """The second of two downloads must not write into the first's finished file."""
        self.web.script = [web.stall_after(200_000, 0.5), web.stall_after(100_000, 1.0)]
        first = self.start("--force")
        self.wait_for(lambda: self.part.exists() and self.part.stat().st_size >= 200_000)
        second = self.start("--force")
        first.communicate(timeout=60)
        self.wait_for(lambda: len(self.web.log) == 2)
        self.assertEqual(self.target.read_bytes(), CONTENT)
        second.communicate(timeout=60)
        self.assertEqual((first.returncode, second.returncode), (0, 0))
        self.assert_whole()

    def test_the_second_starts_over_where_the_first_was_refused(self):
        def wrong(handler):
            handler.head(200, {"Content-Type": "a/b", "Content-Length": len(CONTENT)})
            handler.wfile.write(CONTENT[:200_000])
            time.sleep(1)
            handler.wfile.write(b"?" * 200_000)

        self.web.script = [wrong]
        first = self.start()
        self.wait_for(lambda: self.part.exists() and self.part.stat().st_size >= 200_000)
        second = self.start()
        said = [process.communicate(timeout=60)[1] for process in (first, second)]
        self.assertEqual((first.returncode, second.returncode), (3, 0), said)
        self.assert_whole()

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
