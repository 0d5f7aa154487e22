# SPDX-License-Identifier: Apache-2.0
"""What a model's card says, from an Entry of timm_table.py: description, paper, training data,
licence, accuracy."""

LICENSES = {
    "apache-2.0": ("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
    "bsd-3-clause": ("BSD-3-Clause", "https://github.com/pytorch/vision/blob/main/LICENSE"),
    "cc-by-nc-4.0": ("CC-BY-NC-4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
}
ARXIV = "https://arxiv.org/abs/"
TAG_PAPERS = [  # the first that the tag begins with
    ("fb_wsl", "Exploring the Limits of Weakly Supervised Pretraining", "1805.00932"),
    ("fb_s", "Billion-scale semi-supervised learning for image classification", "1905.00546"),
]
STRIKES_BACK = "ResNet strikes back: An improved training procedure in timm"
ARCHITECTURE_PAPERS = [  # the first whose words the architecture's name holds
    ("resnetrs", "Revisiting ResNets: Improved Training and Scaling Strategies", "2103.07579"),
    ("eca", "ECA-Net: Efficient Channel Attention for Deep CNNs", "1910.03151"),
    ("resnetblur", "Making Convolutional Networks Shift-Invariant Again", "1904.11486"),
    ("_gn", "Group Normalization", "1803.08494"),
    ("wide_", "Wide Residual Networks", "1605.07146"),
    ("senet", "Squeeze-and-Excitation Networks", "1709.01507"),
    ("seres", "Squeeze-and-Excitation Networks", "1709.01507"),
    ("resnext", "Aggregated Residual Transformations for Deep Neural Networks", "1611.05431"),
    ("resnet", "Deep Residual Learning for Image Recognition", "1512.03385"),
]
DATA = {
    "fb_ssl_yfcc100m_ft_in1k": ["YFCC-100M", "ImageNet"],
    "fb_swsl_ig1b_ft_in1k": ["IG-1B-Targeted", "ImageNet"],
    "fb_wsl_ig1b_ft_in1k": ["IG-3.5B-17k", "ImageNet"],
}
TRAINERS = {"tv": "torchvision (recipe 1)", "tv2": "torchvision (recipe 2)", "gluon": "GluonCV"}
TRAINERS |= {"miil": "Alibaba's MIIL", "tf": "Google (ResNet-RS), converted from TensorFlow"}


def training_data(entry):
    if entry.tag in DATA:
        return DATA[entry.tag]
    return (["ImageNet-12k"] if "in12k" in entry.tag else []) + (
        ["ImageNet"] if "in1k" in entry.tag else []
    )


def description(entry):
    if entry.tag == "fb_ssl_yfcc100m_ft_in1k":
        how = "semi-supervised on YFCC-100M, fine-tuned on ImageNet-1k"
    elif entry.tag == "fb_swsl_ig1b_ft_in1k":
        how = "semi-weakly supervised on 940 million Instagram images, fine-tuned on ImageNet-1k"
    else:
        recipe = entry.tag.split("_in1")[0]
        trainer = TRAINERS.get(recipe, f"timm (recipe {recipe})")
        data = {"ImageNet": "ImageNet-1k"}
        names = [data.get(name, name) for name in training_data(entry)]
        how = f"trained on {', fine-tuned on '.join(names)} by {trainer}"
    if entry.name == "resnext101_64x4d.tv_in1k":  # torchvision's crop is 0.965
        how += ", with timm's crop"
    return f"{entry.architecture}, {how}"


def paper(entry):
    for words, title, number in TAG_PAPERS:
        if entry.tag.startswith(words):
            return {"title": title, "url": ARXIV + number}
    ids = entry.settings.paper_ids
    if ids == "arXiv:2110.00476":
        return {"title": STRIKES_BACK, "url": ARXIV + "2110.00476"}
    if ids:
        raise SystemExit(f"{entry.name}: paper {ids} is not known here")
    for words, title, number in ARCHITECTURE_PAPERS:
        if words in entry.architecture:
            return {"title": title, "url": ARXIV + number}
    raise SystemExit(f"{entry.name}: no paper is known here")


def license_of(entry):
    name, url = LICENSES[entry.settings.license]
    if name == "CC-BY-NC-4.0":
        note = "non-commercial use only"
    elif name == "BSD-3-Clause":
        note = "torchvision's licence"
    else:
        note = "as timm states it"
    return {"id": name, "url": url, "note": note}


def accuracy(entry):
    return [
        {
            "dataset": "ImageNet-1k validation",
            "top1": float(row["top1"]),
            "top5": float(row["top5"]),
            "source": f"timm results, {row['img_size']} x {row['img_size']} pixels",
        }
        for row in entry.results
    ]


def card(entry, version):
    return {
        "source": f"timm {version}: timm/models/resnet.py, results/results-imagenet.csv",
        "paper": paper(entry),
        "license": license_of(entry),
        "training": {"data": training_data(entry)},
        "accuracy": accuracy(entry),
    }
