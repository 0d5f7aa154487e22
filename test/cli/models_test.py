# SPDX-License-Identifier: Apache-2.0
"""`models` lists and shows models; weights are searched where the documentation says."""
import json

import cli


class Models(cli.CliTest):
    def test_list(self):
        process = self.run_program("models")
        self.assertEqual(process.returncode, 0)
        for base_width in (8, 16, 32, 48):
            self.assertIn(f"ig_resnext101_32x{base_width}d ", process.stdout.decode())
        listed = json.loads(self.run_program("models", "--json").stdout)
        self.assertGreaterEqual(len(listed), 152)

    def test_the_list_fits_a_terminal(self):
        lines = self.run_program("models").stdout.decode().splitlines()
        self.assertGreaterEqual(len(lines), 153)
        self.assertLessEqual(max(map(len, lines)), 100)
        self.assertIn("licence", lines[0])

    def ids(self, *options):
        process = self.run_program("models", *options)
        self.assertEqual(process.returncode, 0, process.stderr)
        return [line.split()[0] for line in process.stdout.decode().splitlines()[1:]]

    def test_models_are_picked_and_ordered(self):
        free = self.ids("--license", "apache,bsd", "--sort", "accuracy")
        self.assertTrue(free[0].startswith("seresnextaa"))
        self.assertNotIn("ig_resnext101_32x48d", free)
        self.assertEqual(
            free, self.ids("--license", "bsd", "--license", "APACHE", "--sort=accuracy")
        )
        small = self.ids("--max-params", "12", "--min-top1", "70", "--sort", "macs")
        self.assertIn("resnet18.a1_in1k", small)
        self.assertNotIn("resnet50", small)
        self.assertIn("swsl_resnext50_32x4d", self.ids("--search", "instagram 32x4d"))
        listed = json.loads(self.run_program("models", "--search", "swsl_", "--json").stdout)
        self.assertTrue(all("swsl" in model["id"] for model in listed))
        self.assertEqual(self.ids("--search", "ig_resn")[0], "ig_resnext101_32x8d")

    def test_the_documentation_has_every_model(self):
        document = (cli.ROOT / "docs/models.md").read_text(encoding="utf-8")
        lines = document.split("<!-- table: models -->\n")[1].splitlines()[2:]
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        written = [(row[0].split("`")[1], row[4]) for row in rows]
        listed = json.loads(self.run_program("models", "--sort", "accuracy", "--json").stdout)
        expected = [(model["id"], f"{model['parameters']:,}") for model in listed]
        self.assertEqual(written, expected, "scripts/dev/models_table.py writes the table")

    def test_nothing_to_list(self):
        for options, code, text in (
            (["--search", "resnxt50_32x4d"], 3, b"Nearest: resnext50_32x4d"),
            (["--min-top1", "99.5"], 3, b"no model fits all"),
            (["--license", "gpl"], 2, b"Apache-2.0, BSD-3-Clause"),
            (["--sort", "size"], 2, b"--sort"),
            (["--max-params", "many"], 2, b"--max-params"),
            (["resnet50", "--search", "x"], 2, b"without a MODEL"),
        ):
            process = self.run_program("models", *options)
            self.assertEqual((process.returncode, process.stdout), (code, b""), options)
            self.assertIn(text, process.stderr)

    def test_48d_is_reachable_under_every_name(self):
        for name in (
            "ig_resnext101_32x48d",
            "resnext101_32x48d.fb_wsl_ig1b_ft_in1k",
            "resnext101_32x48d_wsl",
            "timm/resnext101_32x48d.fb_wsl_ig1b_ft_in1k",
        ):
            model = json.loads(self.run_program("models", name, "--json").stdout)
            self.assertEqual(model["id"], "ig_resnext101_32x48d")
            self.assertEqual(model["parameters"], 828411176)

    def test_show(self):
        text = self.run_program("models", "ig_resnext101_32x16d").stdout.decode()
        for part in (
            "194,026,792",
            "CC-BY-NC-4.0",
            "224 x 224",
            "84.17 %",
            "looked for",
            ".cache/torch/hub/checkpoints/ig_resnext101_32x16-c6f796b0.pth",
        ):
            self.assertIn(part, text)

    def test_a_model_folder_is_shown_with_its_weights(self):
        model = json.loads(self.run_program("models", self.model, "--json").stdout)
        self.assertEqual(model["weights"]["found"], str(self.model / "model.safetensors"))

    def test_unknown(self):
        process = self.run_program("models", "ig_resnext101_32x64d")
        self.assertEqual(process.returncode, 3)
        self.assertIn(b"Nearest:", process.stderr)


if __name__ == "__main__":
    cli.main()
