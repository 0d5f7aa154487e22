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
        self.assertGreaterEqual(len(listed), 28)

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
