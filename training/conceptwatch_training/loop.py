"""What every training loop shares: steps that resume, the learning rate, the optimiser, the pixel normalisation."""
import math
import os
import time
from pathlib import Path

import torch
import torch.nn as nn

PIXEL_MEAN = 0.5
PIXEL_STD = 0.25
# bfloat16 was twice as fast for some hundred steps, then a hundred times slower (PyTorch 2.15, Zen 5).
REDUCED_PRECISION = False
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
"""Where image networks compute; everything else is small and stays on the CPU."""


def accelerated(network, of=None):
    """Compiles an image network (or `of`, one of its methods) where it computes; takes and gives tensors of the CPU."""
    network.to(DEVICE, memory_format=torch.channels_last)
    compiled = torch.compile(of or network)
    return lambda images: compiled(images.to(DEVICE)).to("cpu")


def normalised(images):
    """Images in [0, 1] -> network input, the same as preprocessor_config.json says."""
    return ((images - PIXEL_MEAN) / PIXEL_STD).contiguous(memory_format=torch.channels_last)


def cosine_rate(base, progress, step, warmup=200, floor=0.005):
    """Learning rate: linear warm-up, then half a cosine down to floor * base."""
    return base * min(1.0, (step + 1) / warmup) * (0.5 * (1 + math.cos(math.pi * progress)) + floor)


def optimizer_for(module, rate, decay=0.05):
    """AdamW without weight decay on biases, scales and other vectors."""
    trained = [p for p in module.parameters() if p.requires_grad]
    matrices = [p for p in trained if p.ndim >= 2]
    vectors = [p for p in trained if p.ndim < 2]
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
        state = torch.load(self.path, weights_only=True, map_location="cpu")
        for name, part in self.parts.items():
            part.load_state_dict(state[name])
        return state["step"]

    def save(self, step):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_suffix(".partial")
        torch.save({"step": step, **{name: part.state_dict() for name, part in self.parts.items()}}, partial)
        os.replace(partial, self.path)


class Training:
    """The steps of one training: learning rate, progress on the screen, checkpoints from which it resumes."""

    EVERY = 200

    def __init__(self, name, parts, checkpoint_path, *, rate, decay=0.05, warmup=200):
        """`parts`: modules by the name they have in the checkpoint; all their parameters are trained."""
        self.name, self.rate, self.warmup = name, rate, warmup
        self.parameters = [p for part in parts.values() for p in part.parameters() if p.requires_grad]
        self.optimizer = optimizer_for(nn.ModuleList(parts.values()), rate, decay)
        self.checkpoint = Checkpoint(checkpoint_path, **parts, optimizer=self.optimizer)
        self.first, self.shown = self.checkpoint.restore(), {}

    def steps(self, steps=None, minutes=None):
        """Yields (step, progress from 0 to 1) until `steps` are done, or `minutes` are over on this machine."""
        step, began = self.first, time.time()
        while True:
            progress = step / steps if steps else (time.time() - began) / (60 * minutes)
            if progress >= 1:
                break
            for group in self.optimizer.param_groups:
                group["lr"] = cosine_rate(self.rate, progress, step - self.first, self.warmup)
            yield step, progress
            step += 1
            if step % self.EVERY == 0:
                shown = " ".join(f"{key} {value:.3f}" for key, value in self.shown.items())
                print(f"{self.name} step {step} progress {progress:.2f} {shown} {(step - self.first) / (time.time() - began):.2f} steps/s", flush=True)
                self.checkpoint.save(step)
        self.checkpoint.save(step)

    def learn(self, loss, **shown):
        """One update; the loss and other figures are smoothed and shown."""
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        for key, value in {"loss": loss.item(), **shown}.items():
            self.shown[key] = 0.98 * self.shown[key] + 0.02 * value if key in self.shown else value
