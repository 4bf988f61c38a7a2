"""Step "selfsupervised": exemplars (Dosovitskiy et al., 2014) with SimCLR beside them, without any label or text.

Every drawing is a class of its own: pasted small or large, turned, mirrored, in any light, on made-up grounds and on other
scenes, it must be recognised among all drawings by the cosine to its own direction. Which drawings show the same noun
is not told. Beside that, two crops of one scene must find each other among other scenes (SimCLR), cut, mirrored and slightly recoloured only: light,
fog and blur are kept, for a monitor must see them. Recognising one of 1,422 by a learned direction gives a gradient from
every drawing in every step, where SimCLR alone sees only the batch: that is why this learns in minutes what SimCLR did not in hours.
"""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from .loop import REDUCED_PRECISION, Training, accelerated, normalised
from .networks import IMAGE_SIZE, PrototypeEncoder
from .scenes import ImageBatches, plain_images
from .sprites import SpriteScenes

TEMPERATURE = 0.15
COSINE_SCALE = 12.0
"""Cosines are multiplied by this before the softmax over drawings."""
COMPRESSED_FROM = 20000
"""Scenes whose principal components compress the features."""
READOUT_WEIGHT = 3.0
"""Spread of the readout of drawings, where that of the compressed features is one."""


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


class Exemplars(nn.Module):
    """What is thrown away after training: a direction per drawing, and the projection of crops."""

    def __init__(self, drawings, dim):
        super().__init__()
        self.directions = nn.Parameter(torch.randn(drawings, dim) * dim**-0.5)
        self.projection = nn.Linear(dim, 96)

    def recognised(self, views):
        return COSINE_SCALE * F.normalize(views, dim=-1) @ F.normalize(self.directions, dim=-1).T


def train_exemplars(encoder, scenes, sprites, checkpoint_path, *, minutes, steps=None, batch=128, crops=24, rate=2e-3, seed=6):
    """Trains an ExemplarEncoder without labels; length and resuming as in `train_on_labels`."""
    drawings = SpriteScenes(sprites, seed)
    exemplars = Exemplars(len(drawings.labels), encoder.view_dim)
    compiled = accelerated(encoder, encoder.views)
    training = Training("selfsupervised", {"encoder": encoder, "exemplars": exemplars}, checkpoint_path, rate=rate)
    batches = ImageBatches(scenes, seed + training.first)
    generator = torch.Generator().manual_seed(seed + training.first)
    drawings.generator.manual_seed(seed + training.first)
    for _, progress in training.steps(steps, minutes):
        chosen = torch.randint(len(drawings.labels), (batch,), generator=generator)
        others = plain_images(scenes.images[batches.random.integers(0, len(scenes), batch // 2 + crops)])
        grounds = torch.cat([random_crops(others[: batch // 2], generator, 0.6), drawings.backgrounds(batch - batch // 2)])
        pasted = drawings.spoiled(drawings.pasted(grounds, chosen, 40 - 22 * min(1, 2 * progress)), 0.1 + 0.6 * min(1, 1.5 * progress))
        cut = others[batch // 2 :]
        with torch.autocast("cpu", torch.bfloat16, enabled=REDUCED_PRECISION):
            views = compiled(normalised(torch.cat([pasted, random_crops(cut, generator), random_crops(cut, generator)]))).float()
        logits = exemplars.recognised(views[:batch])
        pairs = exemplars.projection(views[batch:])
        loss = F.cross_entropy(logits, chosen) + 0.5 * contrast_of_views(pairs[:crops], pairs[crops:])
        training.learn(loss, recognised=(logits.argmax(1) == chosen).float().mean().item())
    return encoder.cpu()


@torch.no_grad()
def compress(encoder, images, batch=250):
    """Sets the encoder's last layer to the principal components of its pooled and hidden features over scenes, both of the same weight.

    An aligner has fewer numbers to learn from the same images: with 5,000 images that kept 55 % of the objects in place of
    43 %. No label is used.
    """
    encoder.eval()
    parts = [encoder.parts(normalised(plain_images(images[i : i + batch]))) for i in range(0, len(images), batch)]
    pooled, hidden = (torch.cat(part).double() for part in zip(*parts))
    scales = [float((part**2).sum(1).mean().sqrt()) for part in (pooled, hidden)]
    features = torch.cat([pooled / scales[0], hidden / scales[1]], 1).numpy()
    mean = features.mean(0)
    _, directions = np.linalg.eigh(np.cov((features - mean).T))
    chosen = np.ascontiguousarray(directions[:, ::-1][:, : encoder.feature_dim])
    deviation = ((features - mean) @ chosen[:, :1]).std()
    weight = (chosen / deviation).T
    encoder.compressed.bias.copy_(torch.from_numpy(-weight @ mean))
    columns = np.concatenate([np.full(pooled.shape[1], 1 / scales[0]), np.full(hidden.shape[1], 1 / scales[1])])
    encoder.compressed.weight.copy_(torch.from_numpy(weight * columns))


@torch.no_grad()
def with_prototypes(encoder, directions, images, batch=250):
    """The PrototypeEncoder of a compressed encoder and the directions (N, D) that it was trained with.

    The readout is scaled against the compressed features over `images`: ridge treats both fairly then. No label is used.
    """
    prototypes = PrototypeEncoder(len(directions))
    prototypes.exemplars.load_state_dict(encoder.state_dict())
    prototypes.directions.copy_(F.normalize(directions, dim=-1))
    prototypes.eval()
    spreads = []
    for start in range(0, len(images), batch):
        pooled, hidden = prototypes.exemplars.parts(normalised(plain_images(images[start : start + batch])))
        features = encoder.compressed(torch.cat([pooled, hidden], 1))
        spreads.append([float(part.double().pow(2).mean()) for part in (features, prototypes.readout(encoder.view(hidden)))])
    features, readout = np.sqrt(np.mean(spreads, 0))
    prototypes.scale.fill_(READOUT_WEIGHT * features / readout)
    return prototypes
