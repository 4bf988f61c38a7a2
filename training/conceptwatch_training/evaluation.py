"""Measures the trained models on scenes that training never saw. Plain NumPy, independent of the product's TypeScript."""
import numpy as np
import torch
from scipy.stats import rankdata

from .contrastive import token_batch, unit
from .phrases import PAPER_TEMPLATES, names_of
from .scenes import LABEL_GROUPS
from .supervised import features_of

ATTRIBUTE_GROUPS = ("time", "weather", "quality")
ALIGNER_IMAGES = 5000
FEW_PAIRS = 10
"""Per dimension: below it the ridge is larger, as in the product's solver."""


@torch.no_grad()
def text_embeddings(text_tower, vocabulary, texts, batch=512):
    """Unit embeddings (N, D) of texts."""
    text_tower.eval()
    parts = []
    for start in range(0, len(texts), batch):
        parts.append(text_tower(*token_batch([vocabulary.encode(t) for t in texts[start : start + batch]])))
    return unit(torch.cat(parts)).numpy()


def concept_embeddings(text_tower, vocabulary, names, templates=PAPER_TEMPLATES):
    """Unit concept vectors: mean over the templates of unit text embeddings."""
    total = sum(text_embeddings(text_tower, vocabulary, [t.format(name) for name in names]) for t in templates)
    return total / np.linalg.norm(total, axis=1, keepdims=True)


def default_bank(index):
    """Facts of the default concept bank: every noun, background and attribute; with their texts."""
    facts = [f for f in index.facts if f.split(":")[0] in LABEL_GROUPS]
    return facts, [names_of(f)[0] for f in facts]


def area_under_curve(scores, truth):
    """AUROC by ranks, ties shared."""
    ranks, positives = rankdata(scores), int(truth.sum())
    return float((ranks[truth].sum() - positives * (positives + 1) / 2) / (positives * (len(truth) - positives)))


class ZeroShot:
    """Text heads of one CLIP model over the facts of an index."""

    def __init__(self, text_tower, vocabulary, index):
        self.index = index
        self.text_tower, self.vocabulary = text_tower, vocabulary
        self.facts, names = default_bank(index)
        self.concepts = concept_embeddings(text_tower, vocabulary, names)

    def vectors(self, group):
        rows = [i for i, fact in enumerate(self.facts) if fact.startswith(group + ":")]
        return self.concepts[rows], [self.facts[i] for i in rows]

    def group_accuracy(self, embeddings, scenes, group, keep):
        vectors, facts = self.vectors(group)
        columns = [self.index.index[f] for f in facts]
        truth = scenes.facts[:, columns]
        keep = keep & (truth.sum(1) == 1)
        if not keep.any():
            return None
        return float(((embeddings @ vectors.T).argmax(1) == truth.argmax(1))[keep].mean())

    def report(self, embeddings, scenes):
        everything = np.ones(len(scenes), bool)
        aucs = {}
        for group in ATTRIBUTE_GROUPS:
            vectors, facts = self.vectors(group)
            for vector, fact in zip(vectors, facts):
                truth = scenes.has(fact)
                if 10 <= truth.sum() <= len(truth) - 10:
                    aucs[fact] = area_under_curve(embeddings @ vector, truth)
        return {
            "images": len(scenes),
            "object_clean": self.group_accuracy(embeddings, scenes, "object", scenes.clean()),
            "object_all": self.group_accuracy(embeddings, scenes, "object", everything),
            "background": self.group_accuracy(embeddings, scenes, "background", everything),
            "auroc": aucs,
        }


def retrieval(embeddings, scenes, zero_shot, *, gallery, rounds, seed=3):
    """Image-to-text recall at 1: exact caption first, and any caption that is true of the image first."""
    random = np.random.default_rng(seed)
    exact, true_first = [], []
    for _ in range(rounds):
        rows = random.choice(len(scenes), gallery, replace=False)
        captions = [max(scenes.truth[r]["captions"], key=lambda c: len(c["facts"])) for r in rows]
        texts = text_embeddings(zero_shot.text_tower, zero_shot.vocabulary, [c["text"] for c in captions])
        first = (embeddings[rows] @ texts.T).argmax(1)
        exact.append(first == np.arange(gallery))
        facts = [set(scenes.truth[r]["facts"]) for r in rows]
        true_first.append([set(captions[j]["facts"]) <= facts[i] for i, j in enumerate(first)])
    return {"gallery": gallery, "exact": float(np.mean(exact)), "any_true": float(np.mean(true_first))}


class LinearAligner:
    """Affine least squares from source features to CLIP embeddings (the product has its own solver)."""

    def __init__(self, source, target):
        source, target = source.astype(np.float64), target.astype(np.float64)
        self.source_mean, self.target_mean = source.mean(0), target.mean(0)
        centred = source - self.source_mean
        gram = centred.T @ centred
        ridge = 1e-2 if len(source) < FEW_PAIRS * len(gram) else 1e-6
        gram += ridge * np.trace(gram) / len(gram) * np.eye(len(gram))
        self.weight = np.linalg.solve(gram, centred.T @ (target - self.target_mean))

    def __call__(self, source):
        z = (source.astype(np.float64) - self.source_mean) @ self.weight + self.target_mean
        return z

    def determination(self, source, target):
        """R squared about the grand mean, as the paper's authors compute it."""
        return float(1 - np.mean((self(source) - target) ** 2) / np.var(target))


def normal_rows(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def rise(reference, window):
    """Signed KS distance of every column: positive where the window is larger (rose), negative where it fell."""
    both = np.concatenate([reference, window])
    order = np.argsort(both, axis=0)
    steps = np.where(order < len(reference), 1 / len(reference), -1 / len(window)).cumsum(0)
    up, down = steps.max(0), -steps.min(0)
    return np.where(up >= down, up, -down)


def drift_trials(concepts, facts, normal, shifted, fact, *, trials=20, size=500, share=0.3, seed=4):
    """How often `fact` is the concept that rose most when a share of the window comes from the shifted world."""
    random = np.random.default_rng(seed)
    normal, shifted = normal @ concepts.T, shifted @ concepts.T
    target, first, winners, distances = facts.index(fact), 0, {}, []
    for _ in range(trials):
        rows = random.permutation(len(normal))
        moved = int(size * share)
        other = random.permutation(len(shifted))[:moved]
        window = np.concatenate([normal[rows[size : 2 * size - moved]], shifted[other]])
        result = rise(normal[rows[:size]], window)
        winner = int(result.argmax())
        first += winner == target
        distances.append(float(result[target]))
        if winner != target:
            winners[facts[winner]] = winners.get(facts[winner], 0) + 1
    return {"first": first, "trials": trials, "mean_distance": float(np.mean(distances)), "wrong_winners": winners}


def embed_all(image_tower, scenes):
    return unit(features_of(image_tower, scenes.images)).numpy()
