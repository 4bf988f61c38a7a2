"""What every training loop shares: resumable checkpoints, the learning rate, the optimiser, the pixel normalisation."""
import math
import os
from pathlib import Path

import torch

PIXEL_MEAN = 0.5
PIXEL_STD = 0.25
# bfloat16 was twice as fast for some hundred steps, then a hundred times slower (PyTorch 2.15, Zen 5).
REDUCED_PRECISION = False


def normalised(images):
    """Images in [0, 1] -> network input, the same as preprocessor_config.json says."""
    return ((images - PIXEL_MEAN) / PIXEL_STD).contiguous(memory_format=torch.channels_last)


def cosine_rate(base, progress, step, warmup=200, floor=0.005):
    """Learning rate: linear warm-up, then half a cosine down to floor * base."""
    return base * min(1.0, (step + 1) / warmup) * (0.5 * (1 + math.cos(math.pi * progress)) + floor)


def optimizer_for(module, rate, decay=0.05):
    """AdamW without weight decay on biases, scales and other vectors."""
    matrices = [p for p in module.parameters() if p.ndim >= 2]
    vectors = [p for p in module.parameters() if p.ndim < 2]
    return torch.optim.AdamW([{"params": matrices, "weight_decay": decay}, {"params": vectors, "weight_decay": 0}], lr=rate)


class Checkpoint:
    """State of named parts (modules, optimisers) and the step reached; written beside the target and renamed."""

    def __init__(self, path, **parts):
        self.path = Path(path)
        self.parts = parts

    def restore(self):
        """Loads the parts if there is a checkpoint; returns the step to go on from (0 without one)."""
        if not self.path.exists():
            return 0
        state = torch.load(self.path, weights_only=True)
        for name, part in self.parts.items():
            part.load_state_dict(state[name])
        return state["step"]

    def save(self, step):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_suffix(".partial")
        torch.save({"step": step, **{name: part.state_dict() for name, part in self.parts.items()}}, partial)
        os.replace(partial, self.path)
