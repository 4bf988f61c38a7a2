"""Step "sprites": a trunk learns to name the drawings, before it ever sees a scene of the world."""
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

from .loop import REDUCED_PRECISION, Checkpoint, cosine_rate, normalised, optimizer_for
from .sprites import SpriteScenes


def pretrain_on_sprites(trunk, sprites, checkpoint_path, *, steps, batch=128, rate=2e-3, seed=1):
    """Trains `trunk` (with a throw-away head) for `steps` batches; resumes from `checkpoint_path`; returns the trunk."""
    scenes = SpriteScenes(sprites, seed)
    model = nn.Sequential(trunk, nn.Linear(trunk.feature_dim, len(scenes.nouns))).to(memory_format=torch.channels_last)
    optimizer = optimizer_for(model, rate)
    checkpoint = Checkpoint(checkpoint_path, model=model, optimizer=optimizer)
    compiled = torch.compile(model)
    first, smoothed, began = checkpoint.restore(), 0.0, time.time()
    scenes.generator.manual_seed(seed + first)
    for step in range(first, steps):
        progress = step / steps
        for group in optimizer.param_groups:
            group["lr"] = cosine_rate(rate, progress, step)
        images, nouns = scenes.batch(batch, progress)
        with torch.autocast("cpu", torch.bfloat16, enabled=REDUCED_PRECISION):
            logits = compiled(normalised(images))
        loss = F.cross_entropy(logits.float(), nouns, label_smoothing=0.05)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        right = (logits.argmax(1) == nouns).float().mean().item()
        smoothed = right if step == first else 0.98 * smoothed + 0.02 * right
        if step % 200 == 199:
            speed = (step + 1 - first) * batch / (time.time() - began)
            print(f"sprites {step + 1}/{steps} loss {loss.item():.3f} right {smoothed:.3f} {speed:.0f} images/s", flush=True)
            checkpoint.save(step + 1)
    checkpoint.save(steps)
    return trunk
