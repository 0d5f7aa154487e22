#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes configs/models/NAME.json for each pretrained name of timm's residual networks.

    scripts/dev/make_timm_configs.py TIMM_CHECKOUT

TIMM_CHECKOUT is the source of timm, such as `git archive` gives it; what it needs to run is in
timm_table.py. Only facts are taken: architectures as parameters, sizes, accuracy, addresses,
licences; each file's card says from which version. Files that were written by hand keep their
cards and ids: if one answers to timm's name with timm's preprocessing, it only gets what it lacks
(names, the training size, accuracy). Also writes configs/labels/imagenet12k.tsv, from timm's list
of WordNet ids and WordNet's lemmas, and test/models/timm_models.tsv, with which the registry's
test compares every model. A second run changes nothing.
"""
import json
import pathlib
import re
import sys

import timm_card
import timm_table

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MODELS = ROOT / "configs/models"
LABELS = ROOT / "configs/labels"
TORCH_HUB_NAMES = {  # of the repository semi-supervised-ImageNet1K-models
    "fb_ssl_yfcc100m_ft_in1k": "_ssl",
    "fb_swsl_ig1b_ft_in1k": "_swsl",
}


def to_text(config):
    """Returns JSON in the style of the files written by hand: lists of numbers on one line."""
    text = json.dumps(config, indent=2, ensure_ascii=False)
    number_list = re.compile(r"\[\s+(-?[\d.]+(?:,\s+-?[\d.]+)*)\s+\]")
    return number_list.sub(lambda m: "[" + re.sub(r"\s+", " ", m[1]) + "]", text) + "\n"


def preprocessing_of(entry):
    settings = entry.settings
    if settings.crop_mode != "center":
        raise SystemExit(f"{entry.name}: crop_mode {settings.crop_mode} is not known here")
    size, crop = entry.test_size
    preprocessing = {"input_size": size, "crop_pct": crop}
    add_training_size(preprocessing, entry)
    preprocessing["interpolation"] = settings.interpolation
    preprocessing["mean"] = list(settings.mean)
    preprocessing["std"] = list(settings.std)
    return preprocessing


def add_training_size(preprocessing, entry):
    if entry.training_size != entry.test_size:
        preprocessing["train_input_size"], preprocessing["train_crop_pct"] = entry.training_size


def weights_of(entry):
    url = entry.settings.url
    repo = entry.settings.hf_hub_id
    if not url:  # on the Hub only, where the file has the same name for every model
        url = f"https://huggingface.co/{repo}/resolve/main/model.safetensors"
        return {"file": f"{entry.name}.safetensors", "url": url, "hub_repo": repo}
    file = url.rsplit("/", 1)[1]
    prefix = re.search(r"-([0-9a-f]{8,})\.pth$", file)
    if not prefix:
        raise SystemExit(f"{entry.name}: {file} has no hash in its name")
    return {"file": file, "url": url, "sha256_prefix": prefix[1], "hub_repo": repo}


def aliases_of(entry, taken):
    names = list(entry.other_names)
    if entry.tag in TORCH_HUB_NAMES:
        names.append(entry.architecture + TORCH_HUB_NAMES[entry.tag])
    return [name for name in names if name not in taken]


def new_config(entry, version, taken):
    classes = entry.settings.num_classes
    return {
        "id": entry.name,
        "architecture": entry.architecture,
        "aliases": aliases_of(entry, taken),
        "description": timm_card.description(entry),
        **entry.network,
        "num_classes": classes,
        "labels": {1000: "imagenet1k", 11821: "imagenet12k"}[classes],
        "preprocessing": preprocessing_of(entry),
        "weights": weights_of(entry),
        "card": timm_card.card(entry, version),
    }


def agrees(config, entry):
    """Returns whether a file written by hand prepares images as timm does."""
    size, crop = entry.test_size
    preprocessing = config["preprocessing"]
    return (
        preprocessing["input_size"],
        preprocessing["crop_pct"],
        preprocessing["interpolation"],
        tuple(preprocessing["mean"]),
        tuple(preprocessing["std"]),
    ) == (size, crop, entry.settings.interpolation, entry.settings.mean, entry.settings.std)


def merge(config, entry, taken):
    """Adds to a file written by hand what it lacks."""
    config["aliases"] += aliases_of(entry, taken)
    old = config["preprocessing"]
    preprocessing = {"input_size": old.pop("input_size"), "crop_pct": old.pop("crop_pct")}
    add_training_size(preprocessing, entry)
    config["preprocessing"] = {**preprocessing, **old}
    known = config["card"]["accuracy"]
    if not any(accuracy["source"].startswith("timm results") for accuracy in known):
        known += timm_card.accuracy(entry)


def written_by_hand():
    """Returns {path: config} of the files that this script has not written."""
    configs = {path: json.loads(path.read_text()) for path in sorted(MODELS.glob("*.json"))}
    return {path: config for path, config in configs.items() if "source" not in config["card"]}


def write_models(version, entries):
    by_hand = written_by_hand()
    owners = {}
    for path, config in by_hand.items():
        for name in [config["id"], *config["aliases"]]:
            owners[name] = path
    for entry in entries:
        path = owners.get(entry.name)
        if path is None:
            text = to_text(new_config(entry, version, owners))
            (MODELS / f"{entry.name}.json").write_text(text, encoding="utf-8")
            continue
        config = by_hand[path]
        if not agrees(config, entry):
            raise SystemExit(f"{path}: answers to {entry.name}, but prepares images otherwise")
        merge(config, entry, owners)
        path.write_text(to_text(config), encoding="utf-8")


def write_labels(checkout):
    """Classes of ImageNet-1k get that list's labels, others the first of WordNet's lemmas."""
    info = checkout / "timm/data/_info"
    lines = (info / "imagenet_synset_to_lemma.txt").read_text(encoding="utf-8").splitlines()
    lemmas = dict(line.split("\t") for line in lines)
    known = {}
    for line in (LABELS / "imagenet1k.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        index, wnid, label, _ = line.split("\t")
        known[wnid] = (index, label)
    rows = ["index\twnid\timagenet_index\tlabel\tsynonyms"]
    for number, wnid in enumerate((info / "imagenet12k_synsets.txt").read_text().split()):
        index, label = known.get(wnid, ("", lemmas[wnid].split(", ")[0]))
        rows.append(f"{number}\t{wnid}\t{index}\t{label}\t{lemmas[wnid]}")
    (LABELS / "imagenet12k.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def write_test_table(version, entries):
    rows = [f"# timm {version}: written by scripts/dev/make_timm_configs.py"]
    rows.append("name\tparameters\tclasses\tinput_size\tcrop_pct\tinterpolation\tlicense")
    for entry in entries:
        size, crop = entry.test_size
        settings = entry.settings
        row = [entry.name, entry.parameters, settings.num_classes, size, crop]
        rows.append("\t".join(map(str, [*row, settings.interpolation, settings.license])))
    path = ROOT / "test/models/timm_models.tsv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    checkout = pathlib.Path(sys.argv[1]).resolve()
    version, entries = timm_table.read(checkout)
    write_models(version, entries)
    write_labels(checkout)
    write_test_table(version, entries)
    print(f"timm {version}: {len(entries)} models")


if __name__ == "__main__":
    main()
