#!/usr/bin/env python3
"""Measures the trained models of the work folder on held-out scenes and prints JSON: `python training/evaluate.py`.

Writes the same to training/work/evaluation.json; `conceptwatch evaluate` measures the exported models independently.
"""
import sys

from train import main

if __name__ == "__main__":
    sys.argv += ["--only", "evaluate"]
    main()
