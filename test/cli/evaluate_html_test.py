# SPDX-License-Identifier: Apache-2.0
"""The HTML report of `evaluate` in a real browser."""
import re
import sys
import urllib.parse

from PIL import Image

import browser
import cli
import tiny_checkpoint

EVIL = "</title><script>document.title='taken'</script>.png"
LABELS = ["cat", "dog", "<b>bold</b>", "cup", "tree", "car"]


def escape(name):
    return name.replace("<", "&lt;").replace(">", "&gt;")


class EvaluationPage(cli.CliTest):
    def setUp(self):
        super().setUp()
        tiny_checkpoint.write_model_folder(self.model, label_names=LABELS)
        names = ["coffee.png", "chelsea.png", EVIL]
        for name, sample in zip(names, ("coffee.png", "chelsea.png", "chelsea.png")):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            Image.open(cli.SAMPLES / sample).convert("RGB").resize((120, 90)).save(
                self.folder / name
            )
        answers = [
            record["predictions"][0]["index"]
            for record in self.records(self.classify("-t", "1", *names))
        ]
        truth = [answers[0], (answers[1] + 1) % 6, (answers[2] + 2) % 6]
        lines = [f"{name}\t{index}\n" for name, index in zip(names, truth)]
        (self.folder / "list.tsv").write_text("".join(lines) + "missing.jpg\t0\nx.jpg\tunicorn\n")
        options = ("--skip-unknown", "-f", "html", "-o", "report.html")
        process = self.evaluate("--labels", "list.tsv", "-t", "1", *options)
        self.assertEqual(process.returncode, 1, process.stderr)
        self.page = self.folder / "report.html"
        self.opened = sorted(names[1:])
        self.wrong = [(LABELS[t], LABELS[a]) for t, a in zip(truth[1:], answers[1:])]

    def test_the_browser_shows_it(self):
        shown = browser.run(self.folder, "--dump-dom", self.page.as_uri()).stdout.decode()
        self.assertIn("<title>Evaluation of", shown)
        self.assertNotIn("<script", shown)
        self.assertIn("33.33 %", shown)
        self.assertEqual(shown.count("<svg"), 2)
        self.assertEqual(shown.count("data:image/jpeg;base64,"), 4)  # two photos and their maps
        maps = re.findall(r'alt="evidence for ([^"]*), (\d+\.\d\d) %"', shown)
        self.assertEqual({name for name, _ in maps}, {escape(name) for _, name in self.wrong})
        self.assertEqual(len(maps), 2)
        self.assertIn("missing.jpg: ", shown)
        self.assertIn("unicorn: 1", shown)
        kinds = re.findall(r'<a href="#(left-out-\d)">([^<]*)</a>', shown)
        self.assertEqual(
            [text for _, text in kinds],
            ["1 not_found", "1 of classes that the model doesn't have"],
        )
        for place, _ in kinds:
            self.assertEqual(shown.count(f'id="{place}"'), 1)
        self.assertIn("The model knows 6 classes: cat, dog, &lt;b&gt;bold", shown)
        pairs = re.findall(
            r"<h3>1 × <bdi[^>]*>(.*?)</bdi> taken for <bdi[^>]*>(.*?)</bdi></h3>", shown
        )
        escaped = {tuple(escape(name) for name in pair) for pair in self.wrong}
        self.assertEqual(set(pairs), escaped)
        for truth, answer in escaped:
            self.assertIn(f"<title>true: {truth}\npredicted: {answer}\n1 image</title>", shown)

    def test_it_is_drawn_with_its_own_styles_and_loads_nothing(self):
        text = self.page.read_text()
        self.assertEqual(re.findall(r'src="(?!data:image/jpeg;base64,)', text), [])
        links = re.findall(r'href="(?!#)([^"]*)"', text)
        self.assertEqual(sorted(urllib.parse.unquote(link) for link in links), self.opened)
        self.assertIn("default-src 'none'", text)
        browser.run(
            self.folder,
            "--window-size=900,1400",
            "--hide-scrollbars",
            f"--screenshot={self.folder}/page.png",
            self.page.as_uri(),
        )
        colours = Image.open(self.folder / "page.png").convert("RGB").getcolors(1 << 24)
        counts = {colour: count for count, colour in colours}
        bar = max(counts.get((0x4A, 0x94, 0xE6), 0), counts.get((0x2F, 0x6F, 0xB5), 0))
        self.assertGreater(bar, 500, "the bars of the reliability plot")


if __name__ == "__main__":
    if not browser.PROGRAM:
        print("SKIPPED: no chromium to open the report with")
        sys.exit(77)
    cli.main()
