# SPDX-License-Identifier: Apache-2.0
"""The Python module, as installed, gives the program's answers."""
import concurrent.futures
import contextlib
import importlib
import io
import json
import os
import pathlib
import sys
import threading

import installed
from installed import SAMPLES

COFFEE = SAMPLES / "coffee.png"


class PythonModule(installed.InstalledTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.prefix / cls.variable("RESNEXT_PYTHON_DIR")
        sys.path.insert(0, str(folder))
        cls.addClassCleanup(sys.path.remove, str(folder))
        os.environ["RESNEXT_PACKED_CACHE"] = "0"
        cls.resnext = importlib.import_module("resnext")
        cls.model = cls.resnext.Model(threads=2)

    def records(self, *arguments):
        return [json.loads(line) for line in self.program(*arguments).splitlines()]

    def test_it_is_the_installed_one(self):
        self.assertTrue(self.resnext.__file__.startswith(str(self.prefix)), self.resnext.__file__)
        self.assertEqual(self.resnext.__version__, self.variable("CMAKE_PROJECT_VERSION"))
        self.assertTrue(pathlib.Path(self.resnext.__file__).with_name("py.typed").exists())
        import resnext._library

        self.assertTrue((self.libraries / resnext._library.SONAME).exists())

    def test_classify_gives_the_programs_record(self):
        from PIL import Image

        [expected] = self.records(COFFEE)
        self.assertEqual(self.model.classify(COFFEE).record, expected)
        self.assertEqual(self.model.classify(str(COFFEE)).record, expected)
        with Image.open(COFFEE) as photo:
            self.assertEqual(self.model.classify(photo).record, expected)
        for mode in ("RGBA", "P", "L", "1", "CMYK", "LA"):
            with Image.open(COFFEE) as photo:
                other = photo.convert(mode)
            stored = self.scratch / ("other.tif" if mode == "CMYK" else "other.png")
            other.save(stored)
            if mode == "CMYK":
                continue  # TIFF's CMYK may differ by a level: docs/cli.md
            [expected_other] = self.records(stored)
            expected_other["path"] = ""
            self.assertEqual(self.model.classify(other).record, expected_other, mode)

    def test_arrays_of_every_layout(self):
        import numpy as np
        from PIL import Image

        with Image.open(COFFEE) as photo:
            rgb = np.asarray(photo.convert("RGB"))
        expected = self.model.classify(rgb).json
        alpha = np.dstack([rgb, np.full(rgb.shape[:2], 7, np.uint8)])
        bgr = np.ascontiguousarray(rgb[..., ::-1])
        padded = np.zeros((rgb.shape[0], rgb.shape[1] + 3, 3), np.uint8)
        padded[:, :-3] = rgb
        for same in (
            alpha,
            bgr[..., ::-1],
            padded[:, :-3],
            np.asfortranarray(rgb),
            np.ascontiguousarray(rgb[::-1])[::-1],
            np.ascontiguousarray(rgb[:, ::-1])[:, ::-1],
            np.repeat(rgb, 2, axis=1)[:, ::2],
        ):
            self.assertEqual(self.model.classify(same).json, expected, same.strides)
        self.assertNotEqual(self.model.classify(bgr).json, expected)
        grey = rgb[..., 1]
        self.assertEqual(
            self.model.classify(grey).json, self.model.classify(np.dstack([grey] * 3)).json
        )
        self.assertEqual(
            self.model.classify(np.ascontiguousarray(grey)).json, self.model.classify(grey).json
        )
        for wrong in (rgb.astype(float), rgb[0, 0], rgb[..., :2], np.zeros((0, 4, 3), np.uint8)):
            with self.assertRaises(self.resnext.ArgumentError):
                self.model.classify(wrong)

    def test_views_are_passed_without_a_copy(self):
        import numpy as np
        import resnext._images as images

        bgr = np.zeros((4, 5, 3), np.uint8)
        for view in (bgr, bgr[..., ::-1], bgr[1:3, 1:4], bgr[::-1]):
            image, kept = images.convert(view)
            self.assertTrue(np.shares_memory(kept, bgr))
            self.assertEqual(image.data, kept.ctypes.data)

    def test_lists_and_what_is_wrong_in_them(self):
        from PIL import Image

        photos = [SAMPLES / "chelsea.png", "none.jpg", COFFEE.read_bytes(), b"text"]
        with Image.open(COFFEE) as photo:
            results = self.model.classify([*photos, photo])
        self.assertEqual(
            [result.error_code for result in results],
            [None, "not_found", None, "unsupported", None],
        )
        self.assertIn("none.jpg", results[1].error)
        self.assertEqual(results[2].label, "espresso")
        self.assertGreater(results[4].score, 0.9)
        with self.assertRaises(self.resnext.ImageError) as caught:
            results[1].predictions
        self.assertEqual(caught.exception.image_code, "not_found")
        with self.assertRaises(self.resnext.ImageError):
            self.model.classify("none.jpg")
        self.assertEqual(self.model.classify([]), [])
        self.assertEqual(len(self.model.classify(iter([COFFEE] * 3))), 3)

    def test_many_images_give_what_the_program_gives(self):
        folder = self.scratch / "many"
        folder.mkdir(exist_ok=True)
        for index in range(300):  # more than a call takes
            os.symlink(SAMPLES / ("coffee.png" if index % 3 else "chelsea.png"),
                       folder / f"{index:03}.png")  # fmt: skip
        expected = self.records(folder)
        session = self.resnext.Session(self.model, batch_size=self.model.batch_size_for_many)
        results = session.classify(sorted(folder.iterdir()))
        self.assertEqual([result.record for result in results], expected)

    def test_logits_and_features_are_numpy_arrays(self):
        import gc

        import numpy as np

        session = self.resnext.Session(self.model, logits=True, features=True, top_k=200)
        result = session.classify(COFFEE)
        logits, features, predictions = result.logits, result.features, result.predictions
        del result, session
        gc.collect()
        self.assertEqual((logits.shape, logits.dtype), ((200,), np.float32))
        self.assertEqual(features.shape, (self.model.feature_count,))
        with self.assertRaises(ValueError):
            logits[0] = 0
        exponentials = np.exp(logits.astype(np.float64) - logits.max())
        probabilities = exponentials / exponentials.sum()
        for prediction in predictions:
            self.assertAlmostEqual(prediction.score, probabilities[prediction.index], 6)
        by_program = self.scratch / "features.npy"
        self.program("features", "--force", "--out", by_program, COFFEE)
        np.testing.assert_array_equal(np.load(by_program)[0], features)
        self.assertIsNone(self.model.classify(COFFEE).logits)

    def test_classes(self):
        classes = self.model.classes
        self.assertEqual([known.index for known in classes], list(range(200)))
        self.assertEqual(self.model.classify(COFFEE).label, classes[193].label)
        self.assertEqual(classes[193].imagenet_index, 967)
        self.assertIn("ig_resnext101_32x48d", self.resnext.builtin_models())

    def test_models_by_id_folder_and_file(self):
        import tiny_checkpoint

        folder = self.scratch / "a model"
        tiny_checkpoint.write_model_folder(folder)
        [expected] = self.records("-m", folder, COFFEE)
        weights = folder / "model.safetensors"
        for model in (
            self.resnext.Model(folder, threads=1),
            self.resnext.Model(folder / "config.json", weights=weights, threads=1),
        ):
            found = model.classify(COFFEE).record
            self.assertEqual(found["predictions"], expected["predictions"])
            self.assertEqual(model.weights_path, str(weights))
            self.assertEqual(
                [known.label for known in model.classes],
                ["Samoyed" if name == "n02111889" else name for name in tiny_checkpoint.LABELS],
            )
        self.assertEqual(self.resnext.Model("resnext23_8x8d_tiny").id, self.model.id)

    def test_threads_run_beside_one_another(self):
        expected = self.model.classify(COFFEE).json
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _: self.model.classify(COFFEE).json, range(20)))
        self.assertEqual(set(found), {expected})

    def test_the_lock_is_released(self):
        session = self.resnext.Session(self.model)
        counted, stop = [0], threading.Event()

        def count():
            while not stop.is_set():
                counted[0] += 1

        thread = threading.Thread(target=count)
        thread.start()
        session.classify([COFFEE] * 20)
        before = counted[0]
        session.classify([COFFEE] * 20)
        after = counted[0]
        stop.set()
        thread.join()
        self.assertGreater(after, before + 100)

    def test_cancel(self):
        session = self.resnext.Session(self.model)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            call = pool.submit(session.classify, [COFFEE] * 250)
            while not call.done():
                session.cancel()
            self.assertIsInstance(call.exception(), self.resnext.Cancelled)
        self.assertEqual(session.classify(COFFEE).label, "espresso")

    def test_errors_have_their_kinds(self):
        for arguments, code in (
            ({"name": "no such model"}, "config"),
            ({"name": "resnet18", "weights": "/none"}, "weights"),
            ({"name": "resnet18", "weights": COFFEE}, "checkpoint"),
            ({"threads": -3}, "argument"),
        ):
            with self.assertRaises(self.resnext.Error) as caught:
                self.resnext.Model(**arguments)
            self.assertEqual(caught.exception.code, code)
            self.assertGreater(len(str(caught.exception)), 10)
        with self.assertRaises(ValueError):
            self.resnext.Model(precision="f16")
        with self.assertRaises(TypeError):
            self.model.classify(3)
        with self.assertRaises(self.resnext.ArgumentError):
            self.resnext.Session(self.model, top_k=-1)

    def test_the_documents_examples(self):
        import re

        import numpy as np
        from PIL import Image

        text = (installed.ROOT / "docs/library.md").read_text()
        blocks = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
        self.assertEqual(len(blocks), 2)
        printed = io.StringIO()
        names = {"resnext": self.resnext, "Image": Image, "np": np, "pathlib": pathlib}
        before = os.getcwd()
        os.chdir(installed.ROOT)
        self.addCleanup(os.chdir, before)
        with contextlib.redirect_stdout(printed):
            for block in blocks:
                exec(block, names)
        lines = printed.getvalue().splitlines()
        self.assertEqual((len(lines), lines[0]), (6, "espresso: 0.9532"))
        self.assertEqual(lines[5], f"({len(names['results'])}, 2048) {names['results'][0].label}")

    def test_a_missing_library_is_named(self):
        folder = self.prefix / self.variable("RESNEXT_PYTHON_DIR")
        process = self.command(
            "/bin/sh", "-c",
            f"! PYTHONPATH='{folder}' RESNEXT_LIBRARY=/none/libresnext.so "
            "/usr/bin/python3 -c 'import resnext'",
        )  # fmt: skip
        self.assertIn("/none/libresnext.so: not found", process)
        self.assertIn("set RESNEXT_LIBRARY", process)


if __name__ == "__main__":
    installed.cli.main()
