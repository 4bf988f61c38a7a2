"""First training material: every artist's drawing of every noun, pasted anew in each batch on made-up backgrounds.

Learning 280 objects from full scenes takes long; the trunks first learn the drawings themselves, at every size, place,
tint and under every kind of bad light, and see the world's own scenes afterwards.
"""
import json
from pathlib import Path

import torch
import torch.nn.functional as F

from .networks import IMAGE_SIZE


class SpriteScenes:
    """Endless batches (images in [0, 1], noun index) from the folder that dump-sprites.mjs wrote."""

    def __init__(self, folder, seed):
        meta = json.loads((Path(folder) / "sprites.json").read_text())
        size, count = meta["size"], meta["count"]
        raw = torch.frombuffer(bytearray((Path(folder) / "sprites.u8").read_bytes()), dtype=torch.uint8)
        pixels = raw.view(count, size, size, 4).permute(0, 3, 1, 2).float() / 255
        pixels[:, :3] *= pixels[:, 3:]
        levels = [pixels, F.avg_pool2d(pixels, 2), F.avg_pool2d(pixels, 4)]
        self.levels = [level.to(torch.float16) for level in levels]
        self.nouns = sorted({label["noun"] for label in meta["labels"]})
        index = {noun: i for i, noun in enumerate(self.nouns)}
        self.labels = torch.tensor([index[label["noun"]] for label in meta["labels"]])
        self.by_noun = [torch.nonzero(self.labels == i).flatten() for i in range(len(self.nouns))]
        self.generator = torch.Generator().manual_seed(seed)

    def uniform(self, *shape, low=0.0, high=1.0):
        return torch.rand(*shape, generator=self.generator) * (high - low) + low

    def chance(self, count, probability):
        return self.uniform(count) < probability

    def backgrounds(self, count):
        """Gradients, coarse blotches and stripes in random colours, (count, 3, 64, 64)."""
        size = IMAGE_SIZE
        top, bottom = self.uniform(2, count, 3, 1, 1)
        ramp = torch.linspace(0, 1, size).view(1, 1, size, 1)
        edge = self.uniform(count, 1, 1, 1)
        ramp = torch.where(self.chance(count, 0.5).view(-1, 1, 1, 1), ((ramp - edge) * 30 + 0.5).clamp(0, 1), ramp)
        ramp = torch.where(self.chance(count, 0.3).view(-1, 1, 1, 1), ramp * 0, ramp)
        image = (top + (bottom - top) * ramp).expand(count, 3, size, size).clone()
        for cells in (5, 16, 64):
            blotches = F.interpolate(self.uniform(count, 3, cells, cells), size=size, mode="bilinear" if cells < 64 else "nearest")
            strength = self.uniform(count, 1, 1, 1, high=0.5 if cells < 64 else 0.12) * self.chance(count, 0.5).view(-1, 1, 1, 1)
            image += (blotches - 0.5) * strength
        return image.clamp(0, 1)

    def pasted(self, background, chosen, smallest):
        """Background with each chosen sprite at a random place, size, angle and mirror image."""
        count = len(chosen)
        side = self.uniform(count, low=smallest, high=62.0) / IMAGE_SIZE
        angle = self.uniform(count, low=-0.25, high=0.25)
        mirror = torch.where(self.chance(count, 0.5), -1.0, 1.0)
        room = (1 - side).clamp(min=0)
        x, y = self.uniform(2, count, low=-1, high=1) * room
        cos, sin = torch.cos(angle) / side, torch.sin(angle) / side
        theta = torch.stack([
            torch.stack([mirror * cos, mirror * sin, -mirror * (cos * x + sin * y)], 1),
            torch.stack([-sin, cos, sin * x - cos * y], 1),
        ], 1)
        image = background.clone()
        level = (side * IMAGE_SIZE < 44).int() + (side * IMAGE_SIZE < 24).int()
        for depth, sprites in enumerate(self.levels):
            rows = torch.nonzero(level == depth).flatten()
            if len(rows) == 0:
                continue
            grid = F.affine_grid(theta[rows], (len(rows), 4, IMAGE_SIZE, IMAGE_SIZE), align_corners=False)
            layer = F.grid_sample(sprites[chosen[rows]].float(), grid, mode="bilinear", align_corners=False)
            image[rows] = image[rows] * (1 - layer[:, 3:]) + layer[:, :3]
        return image

    def spoiled(self, image, share):
        """A share of the images made dark, foggy, grey, tinted, blurred or noisy."""
        count = len(image)

        def mask(probability):
            return (self.chance(count, share * probability)).view(-1, 1, 1, 1)

        night = self.uniform(count, 3, 1, 1, low=0.15, high=0.6)
        image = torch.where(mask(0.3), image * night, image)
        veil, amount = self.uniform(count, 1, 1, 1, low=0.6), self.uniform(count, 1, 1, 1, low=0.1, high=0.7)
        image = torch.where(mask(0.3), image * (1 - amount) + veil * amount, image)
        grey = image.mean(1, keepdim=True) * self.uniform(count, 3, 1, 1, low=0.7, high=1.3)
        image = torch.where(mask(0.25), grey.clamp(0, 1), image)
        blurred = F.avg_pool2d(F.avg_pool2d(image, 3, 1, 1, count_include_pad=False), 3, 1, 1, count_include_pad=False)
        image = torch.where(mask(0.25), blurred, image)
        noise = torch.randn(image.shape, generator=self.generator) * self.uniform(count, 1, 1, 1, high=0.2)
        return torch.where(mask(0.3), image + noise, image).clamp(0, 1)

    def twins(self, count):
        """Two pictures each of `count` random drawings, on different backgrounds and in different light; no nouns needed."""
        chosen = torch.randperm(len(self.labels), generator=self.generator)[:count]
        return [self.spoiled(self.pasted(self.backgrounds(count), chosen, 28.0), 0.3) for _ in range(2)]

    def batch(self, count, progress):
        """Progress runs from 0 to 1: from large clean objects to small and spoiled ones. -> images, noun indices."""
        nouns = torch.randint(len(self.nouns), (count,), generator=self.generator)
        draw = self.uniform(count)
        chosen = torch.stack([self.by_noun[n][int(u * len(self.by_noun[n]))] for n, u in zip(nouns.tolist(), draw.tolist())])
        smallest = 40 - 24 * min(1.0, 2 * progress)
        image = self.pasted(self.backgrounds(count), chosen, smallest)
        return self.spoiled(image, 0.1 + 0.7 * min(1.0, 1.5 * progress)), nouns
