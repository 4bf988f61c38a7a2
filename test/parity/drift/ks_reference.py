"""Answers KS questions with SciPy itself: one JSON question per line on standard input, one JSON answer per line on standard output.

A question is {"baseline": [...], "window": [...], "method": "exact" | "asymp"}, infinities as the strings "Infinity" and
"-Infinity"; the p-value is null where SciPy itself gives NaN.
"""
import json
import sys
import warnings

import numpy as np
from scipy.stats import ks_2samp

warnings.simplefilter("ignore")


def answer(question):
    baseline, window = (np.array([float(v) for v in question[name]]) for name in ("baseline", "window"))
    result = ks_2samp(baseline, window, method=question["method"])
    p = float(result.pvalue)
    return {"D": float(result.statistic), "p": None if np.isnan(p) else p, "sign": int(result.statistic_sign)}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))))
