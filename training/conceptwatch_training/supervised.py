"""Step "trunk": a network learns the world's truth as labels: objects, background, time, weather, quality. No text."""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from .loop import DEVICE, REDUCED_PRECISION, Training, accelerated, normalised
from .scenes import LABEL_GROUPS, ImageBatches, plain_images


def label_groups(index):
    return {group: index.group(group) for group in LABEL_GROUPS}


def label_loss(logits, facts, groups, smoothing=0.05):
    """Cross-entropy for objects (shared between those present) and background; binary cross-entropy for the rest."""
    loss, start = 0.0, 0
    for group, labels in groups.items():
        part, truth = logits[:, start : start + len(labels)], facts[:, start : start + len(labels)]
        if group in ("object", "background"):
            present = truth.sum(1) > 0
            target = truth[present] / truth[present].sum(1, keepdim=True)
            target = target * (1 - smoothing) + smoothing / len(labels)
            loss = loss - (target * part[present].log_softmax(1)).sum(1).mean()
        else:
            loss = loss + 4.0 * F.binary_cross_entropy_with_logits(part, truth)
        start += len(labels)
    return loss


def train_on_labels(trunk, scenes, checkpoint_path, *, minutes, steps=None, batch=128, rate=2e-3, seed=2, name="trunk"):
    """Trains trunk and linear head. The length is `steps`, or what fits into `minutes` on this machine.

    Resumes from `checkpoint_path`. Returns the head.
    """
    groups = label_groups(scenes.index)
    rows = sum(len(labels) for labels in groups.values())
    head = nn.Linear(trunk.feature_dim, rows)
    model = nn.Sequential(trunk, head)
    compiled = accelerated(model)
    training = Training(name, {"model": model}, checkpoint_path, rate=rate)
    batches = ImageBatches(scenes, seed + training.first)
    facts = torch.from_numpy(scenes.facts[:, :rows])
    for _, progress in training.steps(steps, minutes):
        chosen = batches.rows(batch, max(0.25, 0.8 - 0.9 * progress))
        with torch.autocast("cpu", torch.bfloat16, enabled=REDUCED_PRECISION):
            logits = compiled(normalised(batches.images(chosen)))
        training.learn(label_loss(logits.float(), facts[torch.from_numpy(chosen)].float(), groups))
    return head


def train_neck(trunk, scenes, checkpoint_path, features_path, *, steps, batch=512, rate=2e-3, seed=8):
    """Trains the neck and a new head on the trunk's pooled features, which are computed once; the convolutions stay.

    Returns the head.
    """
    groups = label_groups(scenes.index)
    rows = sum(len(labels) for labels in groups.values())
    head = nn.Linear(trunk.feature_dim, rows)
    for parameter in trunk.pooled.parameters():
        parameter.requires_grad_(False)
    training = Training("neck", {"trunk": trunk, "head": head}, checkpoint_path, rate=rate)
    if not features_path.exists():
        np.save(features_path, features_of(trunk.pooled, scenes.images).numpy())
    features = torch.from_numpy(np.load(features_path))
    facts = torch.from_numpy(scenes.facts[:, :rows]).float()
    generator = torch.Generator().manual_seed(seed + training.first)
    trunk.neck.train()
    for _ in training.steps(steps):
        chosen = torch.randint(len(features), (batch,), generator=generator)
        training.learn(label_loss(head(trunk.neck(features[chosen])), facts[chosen], groups))
    return head


@torch.no_grad()
def whiten(trunk, head, pooled, floor=1e-3):
    """Turns the neck's last layer so that features are uncorrelated with unit variance, and the head with it.

    Predictions and linear alignment stay the same, but a row of the head now points to where its class lies, so that
    rows can be decoded into words. Directions below `floor` of the largest variance are not blown up.
    """
    trunk.neck.eval()
    last = trunk.neck[-1]
    features = trunk.neck(pooled).double()
    mean = features.mean(0)
    variances, directions = torch.linalg.eigh(torch.cov(features.T))
    spread = variances.clamp(min=floor * variances[-1]).sqrt()
    turn = (directions / spread).T
    back = directions * spread
    last.bias.copy_((turn @ (last.bias.double() - mean)).float())
    last.weight.copy_((turn @ last.weight.double()).float())
    head.bias.add_((head.weight.double() @ mean).float())
    head.weight.copy_((head.weight.double() @ back).float())


@torch.no_grad()
def features_of(network, images, batch=250):
    """Outputs of a network for uint8 images, without augmentation, as one tensor."""
    network.to(DEVICE, memory_format=torch.channels_last).eval()
    parts = [network(normalised(plain_images(images[i : i + batch])).to(DEVICE)).cpu() for i in range(0, len(images), batch)]
    network.cpu()
    return torch.cat(parts)


def label_accuracy(trunk, head, scenes):
    """Held-out check of a labelled encoder: object accuracy (all, clean) and background accuracy."""
    logits = head(features_of(trunk, scenes.images)).detach().numpy()
    objects = scenes.index.rows("object")
    backgrounds = scenes.index.rows("background")
    one = scenes.facts[:, objects].sum(1) == 1
    right = logits[:, objects].argmax(1) == scenes.facts[:, objects].argmax(1)
    right_background = logits[:, backgrounds].argmax(1) == scenes.facts[:, backgrounds].argmax(1)
    clean = scenes.clean() & one
    return {
        "object_all": float(right[one].mean()),
        "object_clean": float(right[clean].mean()),
        "background": float(np.mean(right_background)),
    }
