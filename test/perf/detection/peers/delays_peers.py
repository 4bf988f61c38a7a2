#!/usr/bin/env python3
"""Detection delay of the detectors of river and frouros themselves, at equal measured run length.

The same design as delays.ts: Gaussian scores, a baseline of 10,000, 600 quiet images, then a change. The detectors know no
baseline, so they get what a careful user would give them: scores standardised by the baseline's mean and deviation, and
(PageHinkley, CUSUM, GMA) the baseline's mean as the mean they have seen so far, or (ADWIN) the baseline as the first
images. Those that only see a rise (CUSUM, GMA) run twice, once on the negated scores. Settings are the defaults but for
the one that sets the false-alarm rate, which is chosen on null runs. Rows of other detectors in FILE are kept.

    python delays_peers.py --out FILE [--runs 1000 that are quiet before the change] [--null 200] [--seed 57] [--detectors WORD,WORD]      (requirements: ../../drift/peers/requirements.txt)
"""
import argparse
import itertools
import json
import math
import os
import random
import types
import warnings
from bisect import bisect_left

import numpy as np

warnings.simplefilter("ignore")

TARGET, CAP, BASELINE, QUIET, HORIZON = 10_000, 40_000, 10_000, 600, 4_000

SHIFTS = {
    "+0.1σ": lambda rng, n: rng.standard_normal(n) + 0.1,
    "−0.1σ": lambda rng, n: rng.standard_normal(n) - 0.1,
    "+0.25σ": lambda rng, n: rng.standard_normal(n) + 0.25,
    "+0.5σ": lambda rng, n: rng.standard_normal(n) + 0.5,
    "+1σ": lambda rng, n: rng.standard_normal(n) + 1,
    "scale × 1.5": lambda rng, n: 1.5 * rng.standard_normal(n),
    "5 % outliers at +3σ": lambda rng, n: rng.standard_normal(n) + 3 * (rng.random(n) < 0.05),
}


class PageHinkley:
    name = "river PageHinkley"

    def __init__(self, baseline):
        from river import drift
        self.detector = drift.PageHinkley(threshold=math.inf)
        for x in baseline[:100].tolist():
            self.detector.update(x)
        self.detector._x_mean.n, self.detector._x_mean._mean = len(baseline), float(baseline.mean())
        self.detector._sum_increase = self.detector._sum_decrease = 0.0
        self.detector._min_increase = self.detector._max_decrease = 0.0

    def next(self, x):
        d = self.detector
        d.update(x)
        return max(d._sum_increase - d._min_increase, d._max_decrease - d._sum_decrease)


class TwoSided:
    """A frouros detector of rises, on the scores and on the negated scores; its statistic is `sum_`."""

    def __init__(self, baseline):
        self.detectors = [self.make(), self.make()]
        for detector in self.detectors:
            detector.mean_error_rate.mean, detector.mean_error_rate.num_values = float(baseline.mean()), len(baseline)

    def next(self, x):
        rise, fall = self.detectors
        rise.update(value=x)
        fall.update(value=-x)
        return float(max(rise.sum_, fall.sum_))


class Cusum(TwoSided):
    name = "frouros CUSUM"

    def make(self):
        from frouros.detectors.concept_drift import CUSUM, CUSUMConfig
        return CUSUM(config=CUSUMConfig(lambda_=1e300, min_num_instances=1))


class Gma(TwoSided):
    name = "frouros GeometricMovingAverage"

    def make(self):
        from frouros.detectors.concept_drift import GeometricMovingAverage, GeometricMovingAverageConfig
        return GeometricMovingAverage(config=GeometricMovingAverageConfig(lambda_=1e300, min_num_instances=1))


class Kswin:
    """Its own test, with the p-value left out: D of two samples of 30 decides alone. Slow, hence the shorter horizon."""
    name = "river KSWIN"
    horizon = 600

    def __init__(self, baseline):
        from river import drift
        import river.drift.kswin as module
        self.largest = 0.0

        def ks(first, second, alternative="two-sided", method="auto"):
            a, b = sorted(first), sorted(second)
            i = j = gap = 0
            while i < 30 and j < 30:
                if a[i] <= b[j]:
                    i += 1
                else:
                    j += 1
                gap = max(gap, abs(i - j))
            self.largest = gap / 30
            return gap / 30, 1.0
        self.ks, self.module = ks, module
        self.detector = drift.KSWIN(seed=random.randrange(2**31))

    def next(self, x):
        self.module.stats = types.SimpleNamespace(ks_2samp=self.ks)
        self.largest = 0.0
        self.detector.update(x)
        return self.largest


class Adwin:
    """delta sets the rate, so that each value is a detector of its own; the 'statistic' is 1 when it alarms."""
    name = "river ADWIN"

    def __init__(self, baseline, delta):
        from river import drift
        self.detector = drift.ADWIN(delta=delta)
        for x in baseline.tolist():
            self.detector.update(x)

    def next(self, x):
        self.detector.update(x)
        return 1.0 if self.detector.drift_detected else 0.0


def prepared(rng):
    baseline = rng.standard_normal(BASELINE)
    return (baseline - baseline.mean()) / baseline.std(), float(baseline.mean()), float(baseline.std())


def null_maxima(make, runs, seed, stop_at=math.inf):
    """Of each run the times and values of new maxima."""
    found = []
    for r in range(runs):
        rng = np.random.default_rng([seed, 1, r])
        baseline, mean, deviation = prepared(rng)
        detector, times, maxima, largest = make(baseline), [], [], 0.0
        for t, x in enumerate(((rng.standard_normal(CAP) - mean) / deviation).tolist(), 1):
            value = detector.next(x)
            if value > largest:
                largest = value
                times.append(t)
                maxima.append(value)
                if value >= stop_at:
                    break
        found.append((times, maxima))
    return found


def run_length(found, threshold):
    alarms = watched = 0
    for times, maxima in found:
        at = bisect_left(maxima, threshold)
        alarms += at < len(maxima)
        watched += times[at] if at < len(maxima) else CAP
    return (watched / alarms if alarms else math.inf), alarms


def threshold_for(found):
    """The level with a run length nearest to the target, on a logarithmic scale."""
    levels = sorted({value for _, maxima in found for value in maxima})
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high) // 2
        if run_length(found, levels[middle])[0] >= TARGET:
            high = middle
        else:
            low = middle + 1
    return min(levels[max(0, low - 1):low + 1], key=lambda level: abs(math.log(run_length(found, level)[0] / TARGET)))


def delays(make, threshold, runs, seed, horizon):
    out = {}
    for s, (name, shift) in enumerate(SHIFTS.items()):
        times = []
        for r in itertools.count():
            if len(times) == runs:
                break
            rng = np.random.default_rng([seed, 2, s, r])
            baseline, mean, deviation = prepared(rng)
            detector = make(baseline)
            if any(detector.next(x) >= threshold for x in ((rng.standard_normal(QUIET) - mean) / deviation).tolist()):
                continue
            scores = ((shift(rng, horizon) - mean) / deviation).tolist()
            times.append(next((t for t, x in enumerate(scores, 1) if detector.next(x) >= threshold), horizon))
        t = np.array(times)
        half = 1.96 * t.std(ddof=1) / math.sqrt(len(t))
        out[name] = dict(mean=float(t.mean()), low=float(t.mean() - half), high=float(t.mean() + half), missed=int((t == horizon).sum()), runs=len(t))
    return out


def adwin_delta(runs, seed):
    """The delta with a run length nearest to the target, by halving on a logarithmic scale."""
    low, high = math.log(1e-3), math.log(0.99)
    for _ in range(7):
        middle = (low + high) / 2
        length, _ = run_length(null_maxima(lambda b: Adwin(b, math.exp(middle)), runs, seed, stop_at=1.0), 1.0)
        low, high = (middle, high) if length > TARGET else (low, middle)
    return math.exp((low + high) / 2)


def measure(kind, args):
    if kind is not Adwin:
        found = null_maxima(kind, args.null, args.seed)
        return kind.name, threshold_for(found), found, kind
    delta = args.delta or adwin_delta(args.null, args.seed)
    make = lambda b: Adwin(b, delta)
    return f"river ADWIN delta={delta:.2g}", 1.0, null_maxima(make, args.null, args.seed, stop_at=1.0), make


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--null", type=int, default=200)
    parser.add_argument("--seed", type=int, default=57)
    parser.add_argument("--detectors", default="")
    parser.add_argument("--delta", type=float, help="of ADWIN, where it is known already; looked for when absent")
    args = parser.parse_args()
    random.seed(args.seed)
    for kind in (PageHinkley, Cusum, Gma, Kswin, Adwin):
        if not any(word in kind.name for word in args.detectors.split(",")):
            continue
        name, threshold, found, make = measure(kind, args)
        length, alarms = run_length(found, threshold)
        horizon = getattr(kind, "horizon", HORIZON)
        row = dict(detector=name, threshold=threshold, nullRuns=args.null, runLength=length, alarms=alarms, horizon=horizon, delays=delays(make, threshold, args.runs, args.seed, horizon))
        print(row, flush=True)
        kept = [old for old in json.load(open(args.out, encoding="utf-8"))["rows"] if not old["detector"].startswith(kind.name)] if os.path.exists(args.out) else []
        with open(args.out, "w", encoding="utf-8") as file:
            json.dump(dict(seed=args.seed, rows=[*kept, row]), file, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    main()
