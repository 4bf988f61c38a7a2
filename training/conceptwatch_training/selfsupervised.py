"""Step "selfsupervised": SimCLR, without any label. Two views of one thing must find each other among all other views.

Half of the views are crops of scenes, only cut, mirrored and slightly recoloured: light, fog and blur are kept, for a monitor
must see them. The other half shows one drawing on two made-up backgrounds: what stays the same is the object.
"""
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

from .loop import REDUCED_PRECISION, Checkpoint, cosine_rate, normalised, optimizer_for
from .networks import IMAGE_SIZE
from .scenes import ImageBatches
from .sprites import SpriteScenes

TEMPERATURE = 0.15


def random_crops(images, generator, smallest=0.5):
    """One random square crop per image, resized to 64 x 64, perhaps mirrored, with a little brightness and colour change."""
    count = len(images)

    def uniform(low, high, *shape):
        return torch.rand(count, *shape, generator=generator) * (high - low) + low

    side = uniform(smallest, 1.0)
    mirror = torch.where(uniform(0, 1) < 0.5, -1.0, 1.0)
    zero = torch.zeros(count)
    theta = torch.stack([
        torch.stack([mirror * side, zero, uniform(-1, 1) * (1 - side)], 1),
        torch.stack([zero, side, uniform(-1, 1) * (1 - side)], 1),
    ], 1)
    grid = F.affine_grid(theta, (count, 3, IMAGE_SIZE, IMAGE_SIZE), align_corners=False)
    crops = F.grid_sample(images, grid, padding_mode="reflection", align_corners=False)
    return (crops * uniform(0.92, 1.08, 3, 1, 1)).clamp(0, 1)


def contrast_of_views(first, second):
    """SimCLR's loss: each view must pick its twin among all other views of the batch."""
    views = F.normalize(torch.cat([first, second]).float(), dim=-1)
    logits = (views @ views.T / TEMPERATURE).fill_diagonal_(-1e4)
    count = len(first)
    twins = torch.cat([torch.arange(count, 2 * count), torch.arange(count)])
    return F.cross_entropy(logits, twins)


def train_simclr(trunk, scenes, sprites, checkpoint_path, *, minutes, steps=None, batch=128, rate=1e-3, seed=6):
    """Trains the trunk with a throw-away projection; length and resuming as in `train_on_labels`."""
    dim = trunk.feature_dim
    projection = nn.Sequential(nn.Linear(dim, dim), nn.BatchNorm1d(dim), nn.ReLU(), nn.Linear(dim, 96))
    model = nn.Sequential(trunk, projection).to(memory_format=torch.channels_last)
    optimizer = optimizer_for(model, rate, 0.05)
    checkpoint = Checkpoint(checkpoint_path, trunk=trunk, projection=projection, optimizer=optimizer)
    step = first = checkpoint.restore()
    batches, drawings, half = ImageBatches(scenes, seed + step), SpriteScenes(sprites, seed + step), batch // 2
    generator = torch.Generator().manual_seed(seed + step)
    compiled, began = torch.compile(model), time.time()
    while True:
        progress = step / steps if steps else (time.time() - began) / (60 * minutes)
        if progress >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = cosine_rate(rate, progress, step - first)
        images = batches.images(batches.rows(half, 0.3), shift=1)
        views = torch.cat([random_crops(images, generator), random_crops(images, generator), *drawings.twins(half)])
        with torch.autocast("cpu", torch.bfloat16, enabled=REDUCED_PRECISION):
            projected = compiled(normalised(views))
        crop, other_crop, drawing, other_drawing = projected.split(half)
        loss = contrast_of_views(crop, other_crop) + contrast_of_views(drawing, other_drawing)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        if step % 100 == 0:
            print(f"simclr step {step} progress {progress:.2f} loss {loss.item():.3f}", flush=True)
            checkpoint.save(step)
    checkpoint.save(step)
    return trunk
