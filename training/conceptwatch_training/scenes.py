"""Scenes dumped by the world (training/dump-world.mjs): pixels, true facts and captions with the facts they assert."""
import json
from pathlib import Path

import numpy as np
import torch

from .networks import IMAGE_SIZE
from .phrases import derived_facts

LABEL_GROUPS = ("object", "background", "time", "weather", "quality")
NOT_NOUNS = {
    "background": "beach snow-field forest desert city room kitchen underwater grass road sky mountains space plain",
    "time": "sunset night",
    "weather": "fog rain snow",
    "quality": "blur noise sepia black-and-white low-contrast pixelated",
}
GROUP_OF = {slug: group for group, slugs in NOT_NOUNS.items() for slug in slugs.split()}


class FactIndex:
    """All facts in a fixed order. A fact is "group:slug", such as "object:dog" or "weather:snow"."""

    def __init__(self, facts):
        self.facts = list(facts)
        self.index = {fact: i for i, fact in enumerate(self.facts)}

    def __len__(self):
        return len(self.facts)

    def group(self, name):
        """Slugs of one group, in order."""
        return [fact.split(":", 1)[1] for fact in self.facts if fact.startswith(name + ":")]

    def rows(self, name):
        return [i for i, fact in enumerate(self.facts) if fact.startswith(name + ":")]

    def vector(self, facts):
        row = np.zeros(len(self.facts), np.uint8)
        row[[self.index[f] for f in facts if f in self.index]] = 1
        return row

    @classmethod
    def of(cls, *datasets):
        facts = sorted({fact for data in datasets for truth in data for fact in truth["facts"]})
        order = {group: i for i, group in enumerate(LABEL_GROUPS)}
        return cls(sorted(facts, key=lambda f: (order.get(f.split(":")[0], len(order)), f)))


def read_truth(folder):
    """Lines of truth.jsonl with every fact in the form "group:slug", and facts added that follow from others (indoors)."""
    truths = [json.loads(line) for line in (Path(folder) / "truth.jsonl").read_text().splitlines()]
    for truth in truths:
        truth["facts"] = [*map(grouped, truth["facts"]), *derived_facts(truth)]
        for caption in truth["captions"]:
            caption["facts"] = [grouped(fact) for fact in caption["facts"]]
    return truths


def grouped(fact):
    """The world writes nouns, backgrounds and attributes as bare slugs, everything else with its kind."""
    return fact if ":" in fact else f"{GROUP_OF.get(fact, 'object')}:{fact}"


class Scenes:
    """Dumped folders, one after the other: `images` (N, 64, 64, 3) uint8, `truth` as read, `facts` (N, F) uint8."""

    def __init__(self, folders, index):
        folders = [folders] if isinstance(folders, (str, Path)) else folders
        self.index = index
        self.truth = [truth for folder in folders for truth in read_truth(folder)]
        self.images = np.concatenate([read_images(folder) for folder in folders])
        if len(self.images) != len(self.truth):
            raise ValueError(f"{folders}: {len(self.images)} images but {len(self.truth)} lines of truth; dump them again")
        self.facts = np.stack([self.index.vector(t["facts"]) for t in self.truth])

    def __len__(self):
        return len(self.truth)

    def clean(self):
        """True where one object of normal or large size stands in daylight and nothing spoils the picture."""
        return np.array([is_clean(t) for t in self.truth])

    def has(self, fact):
        return self.facts[:, self.index.index[fact]].astype(bool)


def is_clean(truth):
    return (
        len(truth["objects"]) == 1
        and truth["count"] == "one"
        and truth["time"] == "day"
        and truth["weather"] == "clear"
        and not truth["quality"]
        and truth["size"] != "small"
        and "color" not in truth
    )


def training_folders(data):
    """The folders of training scenes, in order of their names: train-1, train-2, …"""
    folders = sorted(Path(data).glob("train-*"))
    if not folders:
        raise FileNotFoundError(f"no train-* folder in {data}; dump scenes first: see training/README.md")
    return folders


def read_images(folder):
    return np.fromfile(Path(folder) / "images.u8", np.uint8).reshape(-1, IMAGE_SIZE, IMAGE_SIZE, 3)


class ImageBatches:
    """Draws batches of scenes: first mostly clean ones, later as they come; mirrored and shifted by up to three pixels."""

    def __init__(self, scenes, seed):
        self.scenes = scenes
        self.random = np.random.default_rng(seed)
        self.clean_rows = np.nonzero(scenes.clean())[0]

    def rows(self, count, clean_share):
        clean = int(round(count * clean_share))
        return np.concatenate([
            self.random.choice(self.clean_rows, clean, replace=True),
            self.random.integers(0, len(self.scenes), count - clean),
        ])

    def images(self, rows, shift=3):
        """uint8 scenes -> float tensor (B, 3, 64, 64) in [0, 1]; mirrored, shifted, resampled per quarter of the batch."""
        batch = torch.from_numpy(self.scenes.images[rows])
        batch = batch.permute(0, 3, 1, 2).float().div_(255)
        parts = []
        for part in batch.chunk(4):
            if self.random.random() < 0.5:
                part = part.flip(3)
            dy, dx = self.random.integers(0, 2 * shift + 1, 2)
            padded = torch.nn.functional.pad(part, (shift,) * 4, mode="replicate")
            parts.append(self.as_read_from_file(padded[:, :, dy : dy + IMAGE_SIZE, dx : dx + IMAGE_SIZE]))
        return torch.cat(parts)

    def as_read_from_file(self, images):
        """A trace of what files do to pictures: a little softer or sharper (resizing), a little noise (compression)."""
        side = float(self.random.uniform(-0.06, 0.12)) if self.random.random() < 0.6 else 0.0
        if side != 0.0:
            line = torch.tensor([side, 1 - 2 * side, side])
            kernel = (line[:, None] * line[None]).expand(3, 1, 3, 3)
            padded = torch.nn.functional.pad(images, (1, 1, 1, 1), mode="replicate")
            images = torch.nn.functional.conv2d(padded, kernel, groups=3)
        if self.random.random() < 0.5:
            images = images + torch.randn(images.shape) * float(self.random.uniform(0, 0.02))
        return images.clamp(0, 1)


def plain_images(images):
    """(N, 64, 64, 3) uint8 -> (N, 3, 64, 64) float in [0, 1], without augmentation."""
    return torch.from_numpy(np.ascontiguousarray(images)).permute(0, 3, 1, 2).float().div_(255)
