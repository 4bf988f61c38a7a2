"""Step "sprites": a trunk learns to name the drawings, before it ever sees a scene of the world."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from .loop import REDUCED_PRECISION, Training, accelerated, normalised
from .sprites import SpriteScenes


def pretrain_on_sprites(trunk, sprites, checkpoint_path, *, steps, batch=128, rate=2e-3, seed=1):
    """Trains `trunk` (with a throw-away head) for `steps` batches; resumes from `checkpoint_path`; returns the trunk."""
    scenes = SpriteScenes(sprites, seed)
    model = nn.Sequential(trunk, nn.Linear(trunk.feature_dim, len(scenes.nouns)))
    compiled = accelerated(model)
    training = Training("sprites", {"model": model}, checkpoint_path, rate=rate)
    scenes.generator.manual_seed(seed + training.first)
    for _, progress in training.steps(steps):
        images, nouns = scenes.batch(batch, progress)
        with torch.autocast("cpu", torch.bfloat16, enabled=REDUCED_PRECISION):
            logits = compiled(normalised(images))
        right = (logits.argmax(1) == nouns).float().mean().item()
        training.learn(F.cross_entropy(logits.float(), nouns, label_smoothing=0.05), right=right)
    return trunk
