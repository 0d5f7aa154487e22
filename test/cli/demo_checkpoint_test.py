# SPDX-License-Identifier: Apache-2.0
"""A trained legacy checkpoint in the Hugging Face layout gives real labels."""
import json
import sys
import unittest

import cli

DEMO = cli.ROOT.parent / "shared/demo-model"


@unittest.skipUnless((DEMO / "resnext20_16x4d_tiny.pth").exists(), "no ../shared/demo-model")
class DemoModel(cli.CliTest):
    def test_the_demo_model_knows_an_espresso(self):
        wnids = [line.split("\t")[1] for line in (DEMO / "classes.tsv").read_text().splitlines()]
        folder = self.folder / "demo"
        folder.mkdir()
        (folder / "model.pth").symlink_to(DEMO / "resnext20_16x4d_tiny.pth")
        (folder / "config.json").write_text(
            json.dumps(
                {
                    "architecture": "resnext50_32x4d",
                    "model_args": {"layers": [1, 2, 3, 1], "cardinality": 16, "base_width": 4},
                    "num_classes": 200,
                    "label_names": wnids,
                    "pretrained_cfg": {
                        "tag": "demo",
                        "input_size": [3, 64, 64],
                        "crop_pct": 0.875,
                        "interpolation": "bilinear",
                    },
                }
            )
        )
        [record] = self.records(self.run_program("-m", folder, cli.SAMPLES / "coffee.png"))
        best = record["predictions"][0]
        self.assertEqual((best["label"], best["imagenet_index"]), ("espresso", 967))
        self.assertGreater(best["probability"], 0.5)


if __name__ == "__main__":
    if not DEMO.exists():
        print("SKIPPED: no ../shared/demo-model beside the repository")
        sys.exit(77)
    cli.main()
