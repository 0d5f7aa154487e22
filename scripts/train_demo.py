#!/usr/bin/env python3
"""Train the small demonstration ResNeXt on Tiny-ImageNet-200, on a CPU.

The network is torchvision's ResNet with Bottleneck blocks, so the result loads
everywhere a ResNeXt does.  The recipe is made for very little compute: bfloat16
autocast, channels-last tensors, images that grow from 32 to 56 pixels, and a
learning rate that stays constant after the warm-up and falls to zero over the
last epochs only.  A run can therefore be prolonged: the state before the decay
is kept as `stable.pt`; copied over `checkpoint.pt` it continues with a larger
`--epochs`.  To finish early, restart with an `--epochs` such that the decay (the last
`--decay-epochs`) begins at the next epoch.

    train_demo.py --data tiny-imagenet-200 --work scratch

`--data` has Tiny-ImageNet's layout: train/<wnid>/images/*.JPEG, val/images/ and
val/val_annotations.txt.  The index of a class is the rank of its WordNet id.
`--work` receives the decoded images, checkpoints, metrics.jsonl and, at the end,
demo.pth (float32 state dict) and demo.safetensors (float16 weights, float32 batch
norms).  A run that was stopped resumes from `checkpoint.pt` there.

Needs Linux, PyTorch 1.13 or newer, torchvision, numpy and Pillow.  On a CPU with
bfloat16 instructions, GLIBC_TUNABLES=glibc.malloc.hugetlb=1 in the environment makes
it about a tenth faster still.
"""
import argparse
import ctypes
import json
import math
import os
import signal
import struct
import sys
import time
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torchvision.models.resnet import Bottleneck, ResNet

MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
SOURCE_SIZE = 64  # Tiny-ImageNet's images are 64x64


# ---------------------------------------------------------------- data

def read_rgb(path):
    """Return an image file as a PIL image in RGB."""
    with Image.open(path) as image:
        return image.convert("RGB")


def load_split(data, work, split, wnids):
    """Return (images, labels) of a split, decoding it on first use only."""
    images_file, labels_file = work / f"{split}-images.npy", work / f"{split}-labels.npy"
    if not labels_file.exists():
        rank = {wnid: i for i, wnid in enumerate(wnids)}
        if split == "train":
            items = [(path, rank[wnid]) for wnid in wnids
                     for path in sorted((data / "train" / wnid / "images").iterdir())]
        else:
            rows = (data / "val" / "val_annotations.txt").read_text().splitlines()
            items = [(data / "val" / "images" / name, rank[wnid])
                     for name, wnid in (row.split("\t")[:2] for row in rows)]
        images = np.empty((len(items), SOURCE_SIZE, SOURCE_SIZE, 3), np.uint8)
        for i, (path, _) in enumerate(items):
            images[i] = np.asarray(read_rgb(path))
        np.save(images_file, images)
        np.save(labels_file, np.array([label for _, label in items], np.int64))
    return torch.from_numpy(np.load(images_file)), torch.from_numpy(np.load(labels_file))


def normalise(images):
    """Turn uint8 NHWC images into a normalised float NCHW (channels-last) batch."""
    scale = 1.0 / (255.0 * torch.tensor(STD))
    shift = -torch.tensor(MEAN) / torch.tensor(STD)
    return (images.float() * scale + shift).permute(0, 3, 1, 2)


def random_resized_crops(batch, size, min_scale, rng):
    """Crop each image at random (area and aspect ratio), flip half, resample to `size`."""
    n = len(batch)
    area = torch.empty(n).uniform_(min_scale, 1.0, generator=rng)
    ratio = torch.empty(n).uniform_(math.log(3 / 4), math.log(4 / 3), generator=rng).exp()
    width = (area * ratio).sqrt().clamp(max=1.0)
    height = (area / ratio).sqrt().clamp(max=1.0)
    flip = torch.randint(0, 2, (n,), generator=rng) * 2.0 - 1.0
    # The affine map goes from output to input coordinates, both in [-1, 1].
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = width * flip
    theta[:, 0, 2] = (1 - width) * torch.empty(n).uniform_(-1, 1, generator=rng)
    theta[:, 1, 1] = height
    theta[:, 1, 2] = (1 - height) * torch.empty(n).uniform_(-1, 1, generator=rng)
    grid = F.affine_grid(theta, (n, 3, size, size), align_corners=False)
    crops = F.grid_sample(batch, grid, padding_mode="reflection", align_corners=False)
    return crops.contiguous(memory_format=torch.channels_last)


def preprocess(image, size, crop_pct):
    """Resize and centre-crop a PIL image exactly as timm's evaluation transform does."""
    short = int(math.floor(size / crop_pct))
    width, height = image.size
    if min(width, height) != short:
        scaled = int(short * max(width, height) / min(width, height))
        image = image.resize((short, scaled) if width <= height else (scaled, short),
                             Image.BILINEAR)
    left = int(round((image.size[0] - size) / 2.0))
    top = int(round((image.size[1] - size) / 2.0))
    return np.asarray(image.crop((left, top, left + size, top + size)))


# ---------------------------------------------------------------- model

class PointwiseConv2d(nn.Conv2d):
    """A 1x1 convolution computed as a matrix product.

    On small feature maps the weight gradient is up to three times faster this way.
    """

    def forward(self, x):
        step = self.stride[0]
        x = x[:, :, ::step, ::step].permute(0, 2, 3, 1)
        return F.linear(x, self.weight.flatten(1)).permute(0, 3, 1, 2)


def build_model(args, num_classes):
    """Return the ResNeXt that the arguments describe, with torchvision's parameter names."""
    model = ResNet(Bottleneck, args.layers, num_classes=num_classes, groups=args.groups,
                   width_per_group=args.base_width, zero_init_residual=True)
    for stage in (model.layer3, model.layer4):
        for module in stage.modules():
            if isinstance(module, nn.Conv2d) and module.kernel_size == (1, 1):
                module.__class__ = PointwiseConv2d
    return model.to(memory_format=torch.channels_last)


def build_optimizer(model, args):
    """SGD with Nesterov momentum; weight decay on matrices and kernels only."""
    weights = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    groups = [{"params": weights, "weight_decay": args.weight_decay},
              {"params": others, "weight_decay": 0.0}]
    return torch.optim.SGD(groups, lr=args.lr, momentum=0.9, nesterov=True, foreach=True)


# ---------------------------------------------------------------- schedule

def learning_rate(epoch, args):
    """Warm-up, constant, then linear to zero; `epoch` is fractional."""
    rate = min(1.0, epoch / args.warmup_epochs)
    if epoch > args.epochs - args.decay_epochs:
        rate = min(rate, max(0.0, args.epochs - epoch) / args.decay_epochs)
    return args.lr * rate


def image_size(epoch, args):
    """Training resolution of a (whole) epoch."""
    if epoch >= args.epochs - args.decay_epochs:
        return args.size
    return args.early_sizes[min(epoch, len(args.early_sizes) - 1)]


# ---------------------------------------------------------------- evaluation

@torch.no_grad()
def accuracy(model, images, labels, bf16):
    """Return (top-1, top-5) in percent over uint8 images."""
    model.eval()
    hits = np.zeros(2)
    for chunk, target in zip(images.split(250), labels.split(250)):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            logits = model(normalise(chunk))
        found = logits.float().topk(5, dim=1).indices == target[:, None]
        hits += found[:, 0].sum().item(), found.sum().item()
    model.train()
    return tuple(np.round(100.0 * hits / len(labels), 2))


@torch.no_grad()
def describe_photo(model, path, size, crop_pct, names):
    """Return the five best classes of a photo as text."""
    pixels = preprocess(read_rgb(path), size, crop_pct)
    model.eval()
    scores = model(normalise(torch.from_numpy(pixels.copy())[None])).softmax(1)[0]
    top = scores.topk(5)
    return ", ".join(f"{names[i]} {score:.3f}" for score, i in
                     zip(top.values.tolist(), top.indices.tolist()))


# ---------------------------------------------------------------- files

def save_atomically(state, path):
    """Write a torch file so that a crash leaves either the old or the new one."""
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, path)


def write_safetensors(tensors, path):
    """Write a dict of numpy arrays (float16 or float32) as a safetensors file."""
    dtypes = {np.dtype(np.float16): "F16", np.dtype(np.float32): "F32"}
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, array in tensors.items():
        header[name] = {"dtype": dtypes[array.dtype], "shape": list(array.shape),
                        "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in tensors.values():
            file.write(np.ascontiguousarray(array).tobytes())


def export(model, args, wnids, val_images, val_labels):
    """Write demo.pth and demo.safetensors; report the accuracy of both and of photos."""
    state = OrderedDict((name, tensor.clone(memory_format=torch.contiguous_format))
                        for name, tensor in model.state_dict().items())
    torch.save(state, args.work / "demo.pth")
    half = {name: tensor.numpy().astype(np.float16 if tensor.ndim > 1 else np.float32)
            for name, tensor in state.items() if not name.endswith("num_batches_tracked")}
    write_safetensors(half, args.work / "demo.safetensors")

    rounded = {name: torch.from_numpy(array.astype(np.float32)) for name, array in half.items()}
    report = {"parameters": sum(p.numel() for p in model.parameters())}
    for size in args.eval_sizes:
        pixels = torch.from_numpy(np.stack([preprocess(Image.fromarray(image.numpy()), size, 1.0)
                                            for image in val_images]))
        model.load_state_dict(state)
        report[f"f32_{size}"] = accuracy(model, pixels, val_labels, bf16=False)
        model.load_state_dict(rounded, strict=False)
        report[f"f16_{size}"] = accuracy(model, pixels, val_labels, bf16=False)
        print(f"size {size}: top-1/top-5 {report[f'f32_{size}']} in float32, "
              f"{report[f'f16_{size}']} with float16 weights", flush=True)
    (args.work / "report.json").write_text(json.dumps(report, indent=1) + "\n")

    words = dict(row.split("\t", 1) for row in
                 (args.data / "words.txt").read_text().splitlines()) if args.photos else {}
    names = [f"{wnid} {words.get(wnid, '').split(',')[0]}" for wnid in wnids]
    for photo in args.photos:
        for size in args.eval_sizes:
            print(f"{photo.name} at {size}:", describe_photo(model, photo, size, 0.875, names))


# ---------------------------------------------------------------- training

class ThreadCount:
    """Use fewer threads while other programs keep cores busy.

    The threads of one operation wait for each other: a single thread that shares its
    core with another program slows down all, so it is faster to leave that core alone.
    """

    def __init__(self, most):
        self.most, self.before = most, self.measure()

    @staticmethod
    def measure():
        """Return (seconds since start, busy core-seconds of all, of this process)."""
        with open("/proc/stat") as file:
            user, nice, system = map(int, file.readline().split()[1:4])
        own = os.times()
        return time.time(), (user + nice + system) / os.sysconf("SC_CLK_TCK"), own[0] + own[1]

    def update(self):
        """Set the thread count for the next seconds from the load of the last ones."""
        now = self.measure()
        wall, busy, own = (new - old for new, old in zip(now, self.before))
        if wall > 1.0:
            self.before = now
            others = max(0.0, (busy - own) / wall)
            torch.set_num_threads(max(1, self.most - int(others + 0.6)))


def train(model, optimizer, args, first_step, train_set, val_set):
    """Run the schedule from `first_step` to its end, saving the state as it goes."""
    images, labels = train_set
    steps_per_epoch = len(images) // args.batch_size
    last_step = math.ceil(args.epochs * steps_per_epoch)
    checkpoint = args.work / "checkpoint.pt"
    stop_requested = []
    signal.signal(signal.SIGTERM, lambda *_: stop_requested.append(True))

    def save(path):
        save_atomically({"model": model.state_dict(), "optimizer": optimizer.state_dict(),
                         "step": step}, path)

    def progress():
        size = image_size(epoch, args)
        speed = seen / (time.time() - window_start)
        # Cost grows with the pixel count: express what is left in pixels.
        pixels_left = sum(image_size(s // steps_per_epoch, args) ** 2
                          for s in range(step, last_step)) * args.batch_size
        eta = pixels_left / (speed * size ** 2)
        print(f"epoch {step / steps_per_epoch:.2f}/{args.epochs} size {size} "
              f"loss {loss_sum / batches:.3f} lr {rate:.4f} {speed:.0f} img/s "
              f"ETA {time.strftime('%H:%M', time.localtime(time.time() + eta))}", flush=True)

    model.train()
    step, saved = first_step, time.time()
    window_start, seen, loss_sum, batches = time.time(), 0, 0.0, 0
    order_epoch = order = None
    threads = ThreadCount(args.threads)
    while step < last_step:
        epoch, position = divmod(step, steps_per_epoch)
        if epoch != order_epoch:  # order and crops depend on seed and step only
            shuffle = torch.Generator().manual_seed(args.seed * 1000 + epoch)
            order_epoch, order = epoch, torch.randperm(len(images), generator=shuffle)
        chosen = order[position * args.batch_size:(position + 1) * args.batch_size]
        rng = torch.Generator().manual_seed(args.seed * 10_000_000 + step)
        inputs = random_resized_crops(normalise(images[chosen]), image_size(epoch, args),
                                      args.min_scale, rng)
        rate = learning_rate((step + 1) / steps_per_epoch, args)
        for group in optimizer.param_groups:
            group["lr"] = rate

        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(inputs)
        loss = F.cross_entropy(logits.float(), labels[chosen], label_smoothing=args.smoothing)
        if not math.isfinite(loss.item()):
            sys.exit(f"loss is {loss.item()} at step {step}")
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

        step += 1
        threads.update()
        seen, loss_sum, batches = seen + len(chosen), loss_sum + loss.item(), batches + 1
        if batches == args.log_every:
            progress()
            window_start, seen, loss_sum, batches = time.time(), 0, 0.0, 0
        if stop_requested or time.time() - saved > args.save_minutes * 60:
            save(checkpoint)
            saved = time.time()
            if stop_requested:
                print(f"stopped at step {step}; start again to resume", flush=True)
                sys.exit(0)
        if step % steps_per_epoch == 0 or step == last_step:
            save(checkpoint)
            done = step // steps_per_epoch
            if done == args.epochs - args.decay_epochs:
                save(args.work / "stable.pt")
            top1, top5 = accuracy(model, val_set[0][::5], val_set[1][::5], bf16=True)
            print(f"after epoch {done}: top-1 {top1} top-5 {top5} (a fifth of the validation "
                  f"images at {SOURCE_SIZE} pixels)", flush=True)
            with open(args.work / "metrics.jsonl", "a") as file:
                file.write(json.dumps({"epoch": done, "step": step, "lr": rate, "top1": top1,
                                       "top5": top5, "time": round(time.time())}) + "\n")
            window_start, seen, loss_sum, batches = time.time(), 0, 0.0, 0
            saved = time.time()


def parse_arguments():
    """Parse the command line; the defaults are the recipe of the shipped model."""
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True, help="Tiny-ImageNet-200's folder")
    p.add_argument("--work", type=Path, required=True, help="folder for caches and results")
    p.add_argument("--layers", type=int, nargs=4, default=[1, 2, 3, 1], help="blocks per stage")
    p.add_argument("--groups", type=int, default=16, help="cardinality of the 3x3 convolutions")
    p.add_argument("--base-width", type=int, default=4, help="channels per group in stage 1")
    p.add_argument("--epochs", type=int, default=14, help="length of the whole schedule")
    p.add_argument("--decay-epochs", type=int, default=5, help="epochs of falling learning rate")
    p.add_argument("--warmup-epochs", type=float, default=0.5, help="epochs of rising rate")
    p.add_argument("--size", type=int, default=56, help="training resolution during the decay")
    p.add_argument("--early-sizes", type=int, nargs="+", default=[32, 32, 48],
                   help="resolution of each epoch before the decay; the last one repeats")
    p.add_argument("--batch-size", type=int, default=128, help="images per step")
    p.add_argument("--lr", type=float, default=0.2, help="constant (highest) learning rate")
    p.add_argument("--weight-decay", type=float, default=5e-5, help="for kernels and matrices")
    p.add_argument("--smoothing", type=float, default=0.1, help="label smoothing")
    p.add_argument("--min-scale", type=float, default=0.35, help="smallest crop, part of the area")
    p.add_argument("--seed", type=int, default=1, help="seed of weights, order and crops")
    p.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="CPU threads")
    p.add_argument("--log-every", type=int, default=50, help="steps between progress lines")
    p.add_argument("--save-minutes", type=float, default=3.0, help="minutes between checkpoints")
    p.add_argument("--eval-sizes", type=int, nargs="+", default=[64, 72],
                   help="resolutions of the final evaluation")
    p.add_argument("--photos", type=Path, nargs="*", default=[], help="photos to classify then")
    args = p.parse_args()
    if not 0 < args.decay_epochs <= args.epochs:
        p.error("--decay-epochs must be between 1 and --epochs")
    return args


def main():
    """Train (or resume), then export and report."""
    # Keep freed activations in the heap: returning them to the system costs page faults.
    libc = ctypes.CDLL(None)
    libc.mallopt(-4, 0)   # M_MMAP_MAX
    libc.mallopt(-1, -1)  # M_TRIM_THRESHOLD
    args = parse_arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)

    wnids = sorted(path.name for path in (args.data / "train").iterdir() if path.is_dir())
    train_set = load_split(args.data, args.work, "train", wnids)
    val_set = load_split(args.data, args.work, "val", wnids)
    model = build_model(args, len(wnids))
    optimizer = build_optimizer(model, args)
    first_step, checkpoint = 0, args.work / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location="cpu")
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        first_step = state["step"]
        print(f"resuming at step {first_step}", flush=True)
    train(model, optimizer, args, first_step, train_set, val_set)
    export(model, args, wnids, *val_set)


if __name__ == "__main__":
    main()
