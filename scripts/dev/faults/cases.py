# SPDX-License-Identifier: Apache-2.0
"""The runs that faults are injected into: command lines, their inputs and what they write."""
import dataclasses


@dataclasses.dataclass
class Case:
    """A command line. It runs in a folder of its own; inputs are shared and never written."""

    name: str
    arguments: list
    #: What appears under a final name: a path in the folder, and how judge.py checks it.
    outputs: dict = dataclasses.field(default_factory=dict)
    code: int = 0
    #: Files that are there before the run begins.
    before: dict = dataclasses.field(default_factory=dict)
    #: What finishes the work of a run that failed: the same command, unless this is given.
    again: list = None
    environment: dict = dataclasses.field(default_factory=dict)
    #: Names of files that may stay behind: caches, and what a download resumes from.
    may_stay: tuple = (".cache",)
    #: Loads OpenCV's codecs. Of the allocations by constructors of GDCM, a library that they need,
    #: a sample is enough.
    loads_codecs: bool = False

    def lay_out(self, folder):
        for name, content in self.before.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def classify_cases(inputs, earlier):
    """`earlier`: files of runs that were stopped, to resume."""
    model = ["-m", inputs.model, "-t", "1"]
    page = [*model, "--files-from", inputs.list, "--classes", inputs.classes, "-f", "html"]
    page += ["-o", "page.html", "--force", "--manifest", "manifest.json", "--cam", "cam"]
    resumed = [*model, "--resume", "out.jsonl", inputs.photos]
    yield Case("classify PHOTO", [*model, inputs.photos / "cats/a.jpg"])
    yield Case("classify FOLDER", [*model, inputs.photos])
    yield Case("classify PNG", [*model, inputs.png], loads_codecs=True)
    written = [*model, "-o", "out.jsonl", "--force", inputs.photos]
    yield Case("classify -o", written, {"out.jsonl": "records"})
    yield Case(
        "classify --resume",
        resumed,
        {"out.jsonl": "resumed"},
        before={"out.jsonl": earlier["out.jsonl"]},
        again=[*resumed, "--retry-failed"],
    )
    yield Case(
        "classify -f html --cam",
        page,
        {"page.html": "page", "manifest.json": "manifest", "cam": "pictures"},
        loads_codecs=True,
    )


def features_cases(inputs, earlier):
    plain = ["features", "-m", inputs.model, "-t", "1", "--out", "f.npy", inputs.photos]
    lines = ["features", "-m", inputs.model, "-t", "1", "--out", "f.jsonl", inputs.photos]
    array = {"f.npy": "array", "f.npy.jsonl": "rows"}
    again = [*plain, "--force"]
    yield Case("features", again, array)
    yield Case(
        "features --resume",
        [*plain, "--resume"],
        array,
        before={name: earlier[name] for name in array},
        again=again,
    )
    yield Case("features, JSON lines", [*lines, "--force"], {"f.jsonl": "records"})


def finetune_cases(inputs):
    command = ["finetune", "-m", inputs.model, "-t", "1", "--out", "new", "--epochs", "2"]
    yield Case(
        "finetune", [*command, "--validation", "0.5", "--data", inputs.photos], {"new": "folder"}
    )
    yield Case(
        "finetune --head-only",
        [*command, "--validation", "0.5", "--labels", inputs.labels, "--head-only"],
        {"new": "folder"},
    )


def fetch_cases(inputs):
    command = ["weights", "fetch", inputs.config, "--retry-delay", "0.01"]
    target = f"torch/hub/checkpoints/{inputs.FILE}"
    part = f"{target}.part"
    begun, info = inputs.begun_download()
    common = {
        "outputs": {target: "whole"},
        "environment": {"TORCH_HOME": "torch"},
        "may_stay": (".cache", f"{inputs.FILE}.part", f"{inputs.FILE}.part.json"),
    }
    yield Case("weights fetch", command, **common)
    yield Case(
        "weights fetch, resumed",
        command,
        before={part: begun, f"{part}.json": info},
        **common,
    )
    yield Case(
        "weights fetch file://",
        [*command, "--url", f"file://{inputs.folder}/mirror/{inputs.FILE}"],
        **common,
    )


def packed_case(inputs):
    return Case(
        "classify, packed weights",
        ["-m", inputs.large_model(), "-t", "1", inputs.photos / "cats/a.jpg"],
        environment={"RESNEXT_PACKED_CACHE": "1"},
    )


def earlier_files(inputs, run):
    """Returns files to resume: `run(arguments)` returns a folder in which the program has run."""
    some = [inputs.photos / "cats", "-m", inputs.model, "-t", "1"]
    records = (run([*some, "--resume", "out.jsonl"]) / "out.jsonl").read_bytes()
    features = run(["features", *some, "--out", "f.npy"])
    return {
        "out.jsonl": records[:-100],  # the last record is torn
        **{name: (features / name).read_bytes() for name in ("f.npy", "f.npy.jsonl")},
    }


def all_cases(inputs, earlier):
    yield from classify_cases(inputs, earlier)
    yield from features_cases(inputs, earlier)
    yield from finetune_cases(inputs)
    yield from fetch_cases(inputs)
    yield packed_case(inputs)
