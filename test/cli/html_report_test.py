# SPDX-License-Identifier: Apache-2.0
"""The HTML report in a real browser: Chromium's document after the script has run."""
import html.parser
import json
import os
import re
import shutil
import sys
import urllib.parse

import browser
import cli

EVIL = "</script><script>document.title='taken'</script><!--<img src=x onerror=alert(1)>.png"


class Page(html.parser.HTMLParser):
    """Collects what a reader sees: the texts of elements by id, and the cards."""

    def __init__(self, text):
        super().__init__()
        self.texts, self.cards, self.images, self.links, self.tags = {}, [], [], [], set()
        self.ready = False
        self.captions = []
        self._stack = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.add(tag)
        if tag == "html":
            self.ready = attributes.get("data-ready") == "true"
        if tag == "img":
            self.images.append(attributes["src"])
        if tag == "a":
            self.links.append(attributes["href"])
        if tag not in ("meta", "img", "input"):
            self._stack.append((tag, attributes.get("id"), attributes.get("class")))
        if tag == "figcaption":
            self.captions.append("")
        if tag == "h2":
            self.cards.append({"path": "", "classes": [], "failure": ""})

    def handle_endtag(self, tag):
        while self._stack and self._stack.pop()[0] != tag:
            pass

    def handle_data(self, data):
        for tag, identity, kind in self._stack:
            if identity:
                self.texts[identity] = self.texts.get(identity, "") + data
            if tag == "figcaption":
                self.captions[-1] += data
            if tag == "h2":
                self.cards[-1]["path"] += data
            if kind == "failure" and self.cards:
                self.cards[-1]["failure"] += data
            if kind == "score":
                self.cards[-1]["classes"].append(data)


class Report(cli.CliTest):
    def setUp(self):
        super().setUp()
        for name in (EVIL, "b.png"):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(cli.SAMPLES / "coffee.png", self.folder / name)
        shutil.copy(cli.SAMPLES / "chelsea.png", self.folder / "c.png")
        (self.folder / "cut.png").write_bytes((cli.SAMPLES / "chelsea.png").read_bytes()[:5000])
        self.images = [EVIL, "b.png", "missing.jpg", "c.png", "cut.png"]
        process = self.classify(
            "-f", "html", "--manifest", "first", "-o", "report.html", "-t", "1", *self.images
        )
        self.assertEqual(process.returncode, 1, process.stderr)
        self.file = self.folder / "report.html"

    def open(self, view=""):
        """Returns the page as Chromium shows it; `view` is the part after # in the address."""
        shown = browser.run(
            self.folder, "--virtual-time-budget=20000", "--dump-dom", f"{self.file.as_uri()}#{view}"
        )
        page = Page(shown.stdout.decode())
        self.assertTrue(page.ready, shown.stderr.decode()[-2000:])
        self.assertIn("<title>Classified images</title>", shown.stdout.decode())
        return page

    def test_cards_failures_and_names_that_contain_markup(self):
        page = self.open()
        self.assertEqual([card["path"] for card in page.cards], self.images)
        self.assertEqual([len(card["classes"]) for card in page.cards], [5, 5, 0, 5, 0])
        self.assertEqual(
            [card["failure"][:20] for card in page.cards],
            ["", "", "Failed (not_found): ", "", "Failed (truncated): "],
        )
        self.assertEqual(len(page.images), 3)
        for image in page.images:
            self.assertRegex(image, "^data:image/jpeg;base64,/9j/")
        self.assertEqual(
            page.texts["summary"],
            "5 images, 3 classified; model resnext50_32x4d.tiny "
            "(6 classes, 1 of them ImageNet's)",
        )
        self.assertEqual(page.texts["failures"], "2 images failed: 1 not_found, 1 truncated")
        self.assertEqual(page.texts["status"], "5 of 5 images shown, 2 of them failed")
        self.assertEqual(json.loads(page.texts["manifest-text"])["precision"], "f32")

    def test_filters_and_order(self):
        def paths(view):
            return [card["path"] for card in self.open(view).cards]

        lines = self.file.read_text().split("\n")
        records = [json.loads(line) for line in lines if line.startswith('{"p"')]
        best = {record["p"]: record["c"][0][2] for record in records if "c" in record}
        self.assertEqual(paths("status-filter=failed"), ["missing.jpg", "cut.png"])
        self.assertEqual(paths("status-filter=failed:truncated"), ["cut.png"])
        self.assertEqual(
            paths("status-filter=classified&sort=surest"),
            sorted(best, key=lambda path: -best[path]),
        )
        middle = 50 * (best["b.png"] + best["c.png"])
        self.assertEqual(
            paths(f"to={middle}&sort=path"),
            sorted(path for path in best if 100 * best[path] <= middle),
        )
        self.assertEqual(paths("text=B.PNG"), ["b.png"])
        second = next(record for record in records if record["p"] == "b.png")["c"][1][0]
        self.assertIn("b.png", paths(f"text={second}"))
        self.assertNotIn("b.png", paths(f"text={second}&best-only=1"))
        self.assertEqual(paths("text=B.PNG&best-only=1"), [])

    def test_thumbnails_open_the_photos(self):
        page = self.open()
        self.assertEqual(len(page.links), 3)
        for link, name in zip(page.links, (EVIL, "b.png", "c.png")):
            self.assertRegex(link, r"^[A-Za-z0-9._~%/-]+$")
            self.assertEqual(urllib.parse.unquote(link), name)
        (self.folder / "below").mkdir()
        self.classify("-t", "1", "-o", "below/r.html", "b.png")
        self.file = self.folder / "below/r.html"
        self.assertEqual(self.open().links, ["../b.png"])
        odd = b"caf\xe9 #1?.png"
        shutil.copy(cli.SAMPLES / "coffee.png", bytes(self.folder) + b"/" + odd)
        self.classify("-t", "1", "-o", "odd.html", os.fsdecode(odd))
        self.file = self.folder / "odd.html"
        self.assertEqual(self.open().links, ["caf%E9%20%231%3F.png"])

    def test_counts_of_failures_and_the_list_of_classes_unfold(self):
        click = """<script>
            const clicking = setInterval(() => {
              if (!document.documentElement.dataset.ready) return;
              clearInterval(clicking);
              document.querySelectorAll("#failures button")[1].click();
              document.querySelector("#classes summary").click();
            }, 20);
            </script></body>"""
        self.file.write_text(self.file.read_text().replace("</body>", click))
        page = self.open("text=coffee")
        self.assertEqual([card["path"] for card in page.cards], ["cut.png"])
        self.assertEqual(page.texts["status"], "1 of 5 images shown, 1 of them failed")
        self.assertEqual(page.texts["class-list"], "catdogSamoyedcuptreecar")

    def test_more_than_five_classes_are_counted(self):
        self.classify("-t", "1", "-k", "6", "-o", "report.html", "--force", "b.png")
        shown = browser.run(
            self.folder, "--virtual-time-budget=20000", "--dump-dom", self.file.as_uri()
        )
        self.assertIn("5 of 6 classes shown", shown.stdout.decode())

    def test_thousands_of_images_stay_quick(self):
        text = self.file.read_text()
        line = next(line for line in text.split("\n") if line.startswith('{"p":"b.png"'))
        many = "".join(line.replace('"p":"b.png"', f'"p":"{i}.png"') + "\n" for i in range(5000))
        begin = text.index('{"p"')
        self.file.write_text(text[:begin] + many + '{"p":"torn')  # truncated
        page = self.open("page=84&sort=path")
        self.assertEqual(
            [card["path"] for card in page.cards], [f"{i}.png" for i in range(83 * 60, 5000)]
        )
        self.assertEqual(page.texts["page"], "Page 84 of 84")
        self.assertEqual(page.texts["status"], "20 of 5000 images shown")
        page = self.open("text=9.png")
        self.assertEqual(page.texts["status"], "60 of 5000 images shown, 500 match")

    def test_logits(self):
        self.classify("--scores", "logits", "-t", "1", "-o", "report.html", "--force", "b.png")
        page = self.open()
        self.assertRegex(page.cards[0]["classes"][0], r"^-?\d+\.\d{3}$")
        self.assertEqual(page.texts["unit"], "Logit")

    def test_activation_maps_appear_beside_the_photos(self):
        self.classify("-t", "1", "--cam", "cam", "-o", "report.html", "--force", *self.images)
        page = self.open()
        self.assertEqual(len(page.images), 6)
        self.assertEqual(len(set(page.images)), 4)  # two of the photos are equal
        best = [card["classes"][0] for card in page.cards if card["classes"]]
        self.assertEqual([text.split(", ")[-1] for text in page.captions], best)

    def test_every_control_has_a_name_and_nothing_is_loaded(self):
        text = self.file.read_text()
        self.assertEqual(re.findall(r'(?:src|href)="[^"]*"', text), [])
        body = text[text.index("<body>") : text.index('id="data"')]
        controls = re.findall(r"<(?:input|select)\b", body)
        self.assertEqual(
            len(re.findall(r"<label\b[^>]*>(?:(?!</label>).)*<(?:input|select)\b", body)),
            len(controls),
        )


if __name__ == "__main__":
    if not browser.PROGRAM:
        print("SKIPPED: no chromium to open the report with")
        sys.exit(77)
    cli.main()
