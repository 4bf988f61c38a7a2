#!/usr/bin/env python3
"""Trains every bundled model and writes models/: `python training/train.py`.

Steps resume where they stopped (training/work/*.pt). `--only STEP…` runs some of them, `--minutes STEP=M` bounds a step by
time instead of the schedule's number of batches, `--data DIR` takes other dumps than training/work/scenes.
"""
import argparse
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import numpy as np  # noqa: E402
import torch  # noqa: E402

from conceptwatch_training.recipe import STEPS, Recipe  # noqa: E402


def parsed_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=STEPS, default=list(STEPS), help="steps to run, default all")
    parser.add_argument("--minutes", nargs="*", default=[], metavar="STEP=M", help="time limits in place of the schedule")
    parser.add_argument("--data", type=Path, default=HERE / "work" / "scenes", help="folder of the dumped scenes")
    parser.add_argument("--work", type=Path, default=HERE / "work", help="folder of the checkpoints")
    parser.add_argument("--out", type=Path, default=HERE.parent / "models", help="folder of the finished models")
    parser.add_argument("--towers", choices=("text", "joint", "polish"), default="polish", help="which step's towers are measured and written")
    parser.add_argument("--schedule", type=Path, default=HERE / "schedule.json", help="batches per step")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main():
    arguments = parsed_arguments()
    torch.set_flush_denormal(True)  # before any worker thread starts: vanishing gradients made steps 30 times slower
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    np.random.seed(arguments.seed)
    minutes = {name: float(value) for name, value in (item.split("=") for item in arguments.minutes)}
    schedule = json.loads(arguments.schedule.read_text())
    recipe = Recipe(arguments.data, arguments.work, arguments.out, schedule, minutes, arguments.seed, arguments.towers)
    for step in STEPS:
        if step in arguments.only:
            print(f"== {step}", flush=True)
            getattr(recipe, step.replace("-", "_"))()


if __name__ == "__main__":
    main()
