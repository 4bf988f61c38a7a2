#!/usr/bin/env python3
"""Writes the very rows that bench_peers.py times its peers on, as little-endian doubles, for the engine in TypeScript.

    python dump_job.py N W K FILE     # FILE: baselines (K x n), first window (w x K), timed rows (T x K), then D of
                                      # numpy-buckets after every 64 timed rows for the checks (T/64 x K)
"""
import sys

import numpy as np

from bench_peers import NumpyBuckets, job_data

n, w, k = map(int, sys.argv[1:4])
base, first, rows = job_data(n, w, k)
reference = NumpyBuckets(base, w, 64)
reference.fill(first)
checks = reference.run(rows)
with open(sys.argv[4], "wb") as out:
    np.array([n, w, k, len(rows)], dtype="<f8").tofile(out)
    for part in (base, first, rows, checks):
        np.ascontiguousarray(part, dtype="<f8").tofile(out)
