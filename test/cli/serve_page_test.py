# SPDX-License-Identifier: Apache-2.0
"""The server's page in a real browser: a photo is chosen, dropped, and answered."""
import base64
import os
import shutil
import sys

import browser
import cli
import devtools
import serving

MODEL = "resnext23_8x8d_tiny"
EVIL = "<img src=x onerror=alert(1)>.png"
TOKEN = "0123456789abcdef0123456789abcdef"
TEXTS = "[...document.querySelectorAll('#classes bdi')].map(e => e.textContent)"
DROP = """(() => {
  const bytes = Uint8Array.from(atob("%s"), c => c.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "dropped.png"));
  document.getElementById("drop").dispatchEvent(
    new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
})()"""


class Page(serving.ServeTest):
    def setUp(self):
        super().setUp()
        self.model = MODEL

    def tab(self, server, **options):
        tab = devtools.Tab(self.folder, **options)
        self.addCleanup(tab.close)
        tab.open(f"http://127.0.0.1:{server.port}/")
        return tab

    def answered(self, tab, photo):
        tab.choose("#file", photo)
        tab.wait_for("!document.getElementById('answer').hidden")
        tab.wait_for("document.getElementById('map').complete")

    def test_a_photo_that_is_chosen(self):
        tab = self.tab(self.serve())
        photo = self.folder / EVIL
        shutil.copy(cli.SAMPLES / "coffee.png", photo)
        self.answered(tab, photo)
        self.assertEqual(tab.evaluate(TEXTS)[0], "espresso")
        self.assertEqual(tab.evaluate("document.querySelectorAll('#classes meter').length"), 5)
        self.assertEqual(tab.evaluate("document.getElementById('name').textContent"), EVIL)
        self.assertEqual(
            tab.evaluate("document.getElementById('map-caption').textContent"),
            "What speaks for espresso",
        )
        for picture in ("photo", "map"):
            width = tab.evaluate(f"document.getElementById('{picture}').naturalWidth")
            self.assertGreater(width, 100, picture)
        self.assertRegex(tab.evaluate("document.getElementById('status').textContent"), r"^\d+ ms")
        self.assertEqual(tab.messages, [])
        self.keep(tab, "light")

    def keep(self, tab, name):
        """Keeps a picture for people who look at pages, where RESNEXT_PICTURES is a folder."""
        if "RESNEXT_PICTURES" in os.environ:
            with open(f"{os.environ['RESNEXT_PICTURES']}/serve-{name}.png", "wb") as file:
                file.write(tab.picture())

    def test_a_photo_that_is_dropped_and_one_that_cannot_be_read(self):
        tab = self.tab(self.serve())
        photo = (cli.SAMPLES / "coffee.png").read_bytes()
        tab.evaluate(DROP % base64.b64encode(photo).decode())
        tab.wait_for("!document.getElementById('answer').hidden")
        self.assertEqual(tab.evaluate("document.getElementById('name').textContent"), "dropped.png")
        tab.evaluate(DROP % base64.b64encode(photo[:5000]).decode())
        tab.wait_for("document.getElementById('status').className === 'failure'")
        self.assertTrue(tab.evaluate("document.getElementById('answer').hidden"))
        self.assertIn("ends early", tab.evaluate("document.getElementById('status').textContent"))

    def test_the_keyboard_opens_the_choice_of_files(self):
        tab = self.tab(self.serve())
        tab.evaluate(
            "document.getElementById('file').onclick = e => { "
            "e.preventDefault(); document.title = 'chosen'; }"
        )
        for _ in range(2):  # past the list of models
            tab.press("Tab", "Tab", 9)
        self.assertEqual(tab.evaluate("document.activeElement.id"), "drop")
        tab.press("Enter", "Enter", 13, "\r")
        tab.wait_for("document.title === 'chosen'")

    def test_a_narrow_screen_and_dark_colours(self):
        tab = self.tab(self.serve(), width=320, dark=True)
        self.answered(tab, cli.SAMPLES / "coffee.png")
        self.assertLessEqual(tab.evaluate("document.documentElement.scrollWidth"), 320)
        colour = "getComputedStyle(document.body).backgroundColor"
        self.assertEqual(tab.evaluate(colour), "rgb(15, 19, 24)")
        self.keep(tab, "dark")

    def test_a_token_is_asked_for(self):
        (self.folder / "token").write_text(TOKEN)
        tab = self.tab(self.serve("--token-file", "token"))
        tab.wait_for("!document.getElementById('token-field').hidden")
        tab.wait_for("document.getElementById('status').textContent.includes('token')")
        tab.evaluate("document.getElementById('token').focus()")
        tab.call("Input.insertText", text=TOKEN)
        tab.press("Enter", "Enter", 13, "\r")
        tab.wait_for("document.getElementById('model').options.length === 1")
        self.answered(tab, cli.SAMPLES / "coffee.png")
        self.assertEqual(tab.evaluate(TEXTS)[0], "espresso")

    def test_the_policy_lets_nothing_else_run(self):
        server = self.serve()
        policy = self.ask(server, "GET", "/").headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertNotIn("http", policy)
        tab = self.tab(server)
        tab.evaluate(
            "{ const made = document.createElement('script'); "
            "made.textContent = 'document.title = \"ran\"'; document.body.append(made); }"
        )
        self.assertNotEqual(tab.evaluate("document.title"), "ran")
        tab.wait_for("true")
        self.assertIn("Content Security Policy", str(tab.messages))


if __name__ == "__main__":
    if browser.PROGRAM is None:
        print("SKIPPED: no chromium to open the page with")
        sys.exit(77)
    cli.main()
