#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Train the small demonstration ResNeXt on Tiny-ImageNet-200, on a CPU.

The network is torchvision's ResNet with Bottleneck blocks, so the result loads
everywhere a ResNeXt does.  The recipe needs very little compute: bfloat16
autocast, channels-last tensors, images that grow from 32 to 80 pixels, and a
learning rate that stays constant after the warm-up and falls to zero over the
last epochs only.  A run can therefore be extended: the state before the decay
is kept as `stable.pt`; copy it over `checkpoint.pt` to continue with a larger
`--epochs`.  To finish early, restart with an `--epochs` such that the decay (the last
`--decay-epochs`) begins at the next epoch.

    train_demo.py --data tiny-imagenet-200 --work scratch

`--data` has Tiny-ImageNet's layout: train/<wnid>/images/*.JPEG, val/images/ and
val/val_annotations.txt.  The index of a class is the rank of its WordNet id.
`--work` receives the decoded images, checkpoints, metrics.jsonl and, at the end,
demo.pth (float32 state dict) and demo.safetensors (float16 weights, float32 batch
norms).  A stopped run resumes from `checkpoint.pt` there.

Needs Linux, PyTorch 1.13 or newer, torchvision, numpy and Pillow.  On a CPU with
bfloat16 instructions, GLIBC_TUNABLES=glibc.malloc.hugetlb=1 in the environment makes
it about a tenth faster.
"""
import argparse
import ctypes
import json
import math
import os
import signal
import sys
import time
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from demo.data import (
    SOURCE_SIZE,
    class_ids,
    cut_mix,
    jitter_colours,
    load_split,
    normalise,
    random_resized_crops,
)
from demo.evaluation import accuracy
from demo.network import build_model
from demo.safetensors_file import write_safetensors


def build_optimizer(model, args):
    """SGD with Nesterov momentum; weight decay on matrices and kernels only."""
    weights = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    groups = [
        {"params": weights, "weight_decay": args.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    return torch.optim.SGD(groups, lr=args.lr, momentum=0.9, nesterov=True, foreach=True)


def learning_rate(epoch, args):
    """Warm-up, constant, then linear to zero; `epoch` is fractional."""
    rate = min(1.0, epoch / args.warmup_epochs)
    if epoch > args.epochs - args.decay_epochs:
        rate = min(rate, max(0.0, args.epochs - epoch) / args.decay_epochs)
    return args.lr * rate


def image_size(epoch, args):
    """Training resolution of a (whole) epoch."""
    if epoch >= args.epochs - args.size_epochs:
        return args.size
    return args.early_sizes[min(epoch, len(args.early_sizes) - 1)]


def save_atomically(state, path):
    """Write a torch file so that a crash leaves either the old or the new one."""
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, path)


def export(model, work):
    """Write demo.pth in float32, and demo.safetensors with kernels and matrices in float16."""
    state = OrderedDict(
        (name, tensor.clone(memory_format=torch.contiguous_format))
        for name, tensor in model.state_dict().items()
    )
    torch.save(state, work / "demo.pth")
    write_safetensors(
        {
            name: tensor.numpy().astype(np.float16 if tensor.ndim > 1 else np.float32)
            for name, tensor in state.items()
            if not name.endswith("num_batches_tracked")
        },
        work / "demo.safetensors",
    )
    print(f"wrote {work / 'demo.pth'} and {work / 'demo.safetensors'}", flush=True)


def train(model, optimizer, args, first_step, train_set, val_set):
    """Run the schedule from `first_step` to its end, saving the state as it goes."""
    images, labels = train_set
    steps_per_epoch = len(images) // args.batch_size
    last_step = math.ceil(args.epochs * steps_per_epoch)
    checkpoint = args.work / "checkpoint.pt"
    stop_requested = []
    signal.signal(signal.SIGTERM, lambda *_: stop_requested.append(True))

    def save(path):
        save_atomically(
            {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}, path
        )

    def progress():
        size = image_size(epoch, args)
        speed = seen / (time.time() - window_start)
        # Cost grows with the pixel count: express the remaining work in pixels.
        pixels_left = (
            sum(image_size(s // steps_per_epoch, args) ** 2 for s in range(step, last_step))
            * args.batch_size
        )
        eta = pixels_left / (speed * size**2)
        print(
            f"epoch {step / steps_per_epoch:.2f}/{args.epochs} size {size} "
            f"loss {loss_sum / batches:.3f} lr {rate:.4f} {speed:.0f} img/s "
            f"ETA {time.strftime('%H:%M', time.localtime(time.time() + eta))}",
            flush=True,
        )

    model.train()
    step, saved = first_step, time.time()
    window_start, seen, loss_sum, batches = time.time(), 0, 0.0, 0
    order_epoch = order = None
    while step < last_step:
        epoch, position = divmod(step, steps_per_epoch)
        if epoch != order_epoch:  # order and crops depend on seed and step only
            shuffle = torch.Generator().manual_seed(args.seed * 1000 + epoch)
            order_epoch, order = epoch, torch.randperm(len(images), generator=shuffle)
        chosen = order[position * args.batch_size : (position + 1) * args.batch_size]
        rng = torch.Generator().manual_seed(args.seed * 10_000_000 + step)
        late = epoch >= args.epochs - args.late_epochs
        inputs = random_resized_crops(
            normalise(images[chosen]),
            image_size(epoch, args),
            args.late_min_scale if late else args.min_scale,
            rng,
        )
        if args.jitter > 0:
            inputs = jitter_colours(inputs, args.jitter, rng)
        targets, pasted, kept = labels[chosen], labels[chosen], 1.0
        if late and torch.rand(1, generator=rng).item() < args.cut_mix:
            inputs, pasted, kept = cut_mix(inputs, targets, rng)
        rate = learning_rate((step + 1) / steps_per_epoch, args)
        for group in optimizer.param_groups:
            group["lr"] = rate

        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(inputs)
        loss = sum(
            share * F.cross_entropy(logits.float(), classes, label_smoothing=args.smoothing)
            for classes, share in ((targets, kept), (pasted, 1 - kept))
            if share > 0
        )
        if not math.isfinite(loss.item()):
            sys.exit(f"loss is {loss.item()} at step {step}")
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

        step += 1
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
            print(
                f"after epoch {done}: top-1 {top1} top-5 {top5} (a fifth of the validation "
                f"images at {SOURCE_SIZE} pixels)",
                flush=True,
            )
            with open(args.work / "metrics.jsonl", "a") as file:
                file.write(
                    json.dumps(
                        {
                            "epoch": done,
                            "step": step,
                            "lr": rate,
                            "top1": top1,
                            "top5": top5,
                            "time": round(time.time()),
                        }
                    )
                    + "\n"
                )
            window_start, seen, loss_sum, batches = time.time(), 0, 0.0, 0
            saved = time.time()


def parse_arguments():
    """Parse the command line; the defaults are the recipe of the shipped model."""
    p = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    p.add_argument("--data", type=Path, required=True, help="Tiny-ImageNet-200's folder")
    p.add_argument("--work", type=Path, required=True, help="folder for caches and results")
    p.add_argument("--layers", type=int, nargs=4, default=[1, 2, 3, 1], help="blocks per stage")
    p.add_argument("--groups", type=int, default=8, help="cardinality of the 3x3 convolutions")
    p.add_argument("--base-width", type=int, default=8, help="channels per group in stage 1")
    p.add_argument("--epochs", type=int, default=24, help="length of the whole schedule")
    p.add_argument("--decay-epochs", type=int, default=12, help="epochs of falling learning rate")
    p.add_argument("--warmup-epochs", type=float, default=0.5, help="epochs of rising rate")
    p.add_argument("--size", type=int, default=80, help="training resolution at the end")
    p.add_argument("--size-epochs", type=int, default=4, help="epochs at --size")
    p.add_argument(
        "--early-sizes",
        type=int,
        nargs="+",
        default=[32] * 2 + [48] * 10 + [56] * 4 + [64] * 4,
        help="resolution of each epoch before those; the last one repeats",
    )
    p.add_argument("--batch-size", type=int, default=128, help="images per step")
    p.add_argument("--lr", type=float, default=0.2, help="constant (highest) learning rate")
    p.add_argument("--weight-decay", type=float, default=5e-5, help="for kernels and matrices")
    p.add_argument("--smoothing", type=float, default=0.1, help="label smoothing")
    p.add_argument("--min-scale", type=float, default=0.35, help="smallest crop, part of the area")
    p.add_argument("--jitter", type=float, default=0.0, help="strength of changes of colour")
    p.add_argument("--cut-mix", type=float, default=0.3, help="share of batches that are mixed")
    p.add_argument("--late-min-scale", type=float, default=0.3, help="smallest crop in late epochs")
    p.add_argument(
        "--late-epochs",
        type=int,
        default=12,
        help="epochs at the end with --cut-mix and --late-min-scale",
    )
    p.add_argument("--seed", type=int, default=1, help="seed of weights, order and crops")
    p.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="CPU threads")
    p.add_argument("--log-every", type=int, default=50, help="steps between progress lines")
    p.add_argument("--save-minutes", type=float, default=3.0, help="minutes between checkpoints")
    args = p.parse_args()
    if not 0 < args.decay_epochs <= args.epochs:
        p.error("--decay-epochs must be between 1 and --epochs")
    return args


def main():
    """Train (or resume), then export."""
    # Keep freed activations in the heap: returning them to the system costs page faults.
    libc = ctypes.CDLL(None)
    libc.mallopt(-4, 0)  # M_MMAP_MAX
    libc.mallopt(-1, -1)  # M_TRIM_THRESHOLD
    args = parse_arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)

    wnids = class_ids(args.data)
    train_set = load_split(args.data, args.work, "train", wnids)
    val_set = load_split(args.data, args.work, "val", wnids)
    model = build_model(args.layers, args.groups, args.base_width, len(wnids))
    optimizer = build_optimizer(model, args)
    first_step, checkpoint = 0, args.work / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location="cpu")
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        first_step = state["step"]
        print(f"resuming at step {first_step}", flush=True)
    train(model, optimizer, args, first_step, train_set, val_set)
    export(model, args.work)


if __name__ == "__main__":
    main()
