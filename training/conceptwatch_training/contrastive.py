"""Steps "text" and "joint": image and text embeddings are drawn together (CLIP), with what a small world needs besides.

Captions of the world are short and many are true of several images of a batch, so the symmetric contrastive loss has
several positives. Phrases of every fact are classified as well: nouns and backgrounds against each other (softmax), and
every fact against the whole batch (binary), so that a similarity means the same from image to image. A last term keeps
the scores of one concept from following another (a moon that rises with every night): drift would be put down to the
wrong word.
"""
import math
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from .loop import REDUCED_PRECISION, Checkpoint, accelerated, cosine_rate, normalised, optimizer_for
from .phrases import random_phrase
from .scenes import ImageBatches
from .supervised import features_of
from .vocabulary import PAD_ID, UNKNOWN_ID

MAXIMUM_SCALE = 60.0
WORD_DROPOUT = 0.02
ATTRIBUTE_GROUPS = ("time", "weather", "quality")
DRIFT_GROUPS = ("background", *ATTRIBUTE_GROUPS)
SAME_GROUP_WEIGHT = 6.0


def token_batch(sequences):
    """Lists of ids -> padded ids and attention mask."""
    length = max(map(len, sequences))
    ids = torch.full((len(sequences), length), PAD_ID, dtype=torch.long)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = torch.tensor(sequence)
    return ids, (ids != PAD_ID).long()


class CaptionBatches:
    """Captions of scenes and phrases of facts, as token ids."""

    def __init__(self, scenes, vocabulary, seed):
        self.index = scenes.index
        self.vocabulary = vocabulary
        self.random = np.random.default_rng(seed)
        self.captions = [
            [(vocabulary.encode(c["text"]), [self.index.index[f] for f in c["facts"]]) for c in truth["captions"]]
            for truth in scenes.truth
        ]

    def dropped(self, ids):
        return [UNKNOWN_ID if 0 < i < len(ids) - 1 and self.random.random() < WORD_DROPOUT else t for i, t in enumerate(ids)]

    def of_rows(self, rows):
        """One caption per scene: tokens, and the asserted facts as a matrix (B, F)."""
        asserted = torch.zeros(len(rows), len(self.index))
        sequences = []
        for line, row in enumerate(rows):
            ids, facts = self.captions[row][int(self.random.integers(len(self.captions[row])))]
            sequences.append(self.dropped(ids))
            asserted[line, facts] = 1
        return token_batch(sequences), asserted

    def phrases(self, first):
        """One random phrase for every fact from the index `first` on, in the order of the facts."""
        return token_batch([self.vocabulary.encode(random_phrase(fact, self.random)) for fact in self.index.facts[first:]])


class ContrastiveLoss(nn.Module):
    """All terms of the loss, with the learned temperature and the scales of the binary terms."""

    def __init__(self, index):
        super().__init__()
        self.log_scale = nn.Parameter(torch.tensor(math.log(20.0)))
        rare = torch.tensor([fact.startswith("object:") for fact in index.facts])
        self.binary_scale = nn.Parameter(torch.where(rare, math.log(18.0), math.log(12.0)))
        self.binary_bias = nn.Parameter(torch.where(rare, -7.0, -3.5))
        self.rows = {g: torch.tensor(index.rows(g)) for g in ("object", "background")}
        attribute = torch.tensor([fact.split(":")[0] in ATTRIBUTE_GROUPS for fact in index.facts])
        weight = torch.where(rare, 0.004, torch.where(attribute, 0.2, 0.05))
        self.register_buffer("binary_weight", weight, persistent=False)
        self.watched, self.independent = independent_pairs(index)

    def forward(self, image, caption, phrase, facts, asserted):
        """Unit embeddings image (B, D), caption (B, D), phrase (F, D) or without the nouns, which come first; facts and
        asserted (B, F). -> loss, parts."""
        first = facts.shape[1] - len(phrase)
        scale = self.log_scale.exp().clamp(max=MAXIMUM_SCALE)
        true = (facts @ asserted.T >= asserted.sum(1)[None] - 0.5).float()
        logits = scale * image @ caption.T
        contrast = (multi_positive(logits, true) + multi_positive(logits.T, true.T)) / 2
        scores = image @ phrase.T
        groups = (("object", 1.0), ("background", 0.4)) if first == 0 else (("background", 0.4),)
        named = sum(weight * named_loss(scale * scores, facts[:, first:], self.rows[g] - first) for g, weight in groups)
        logits = self.binary_scale[first:].exp() * scores + self.binary_bias[first:]
        binary = F.binary_cross_entropy_with_logits(logits, facts[:, first:], reduction="none")
        binary = (binary.mean(0) * self.binary_weight[first:]).sum()
        leak = self.leak(scores, facts, first)
        loss = contrast + named + 2.0 * binary + 3.0 * leak
        parts = {"contrast": contrast, "named": named, "binary": binary, "leak": leak, "scale": scale}
        return loss, {name: float(value.detach()) for name, value in parts.items()}

    def leak(self, scores, facts, first):
        """Mean squared correlation between a concept's score and facts that have nothing to do with it."""
        truth = facts[:, self.watched]
        truth = (truth - truth.mean(0)) / (truth.std(0, unbiased=False) + 0.05)
        score = (scores - scores.mean(0)) / (scores.std(0, unbiased=False) + 1e-4)
        correlation = score.T @ truth / len(scores)
        return (correlation.square() * self.independent[first:]).sum() / len(self.watched) / 20


def independent_pairs(index):
    """Facts whose drift is watched, and a matrix (F, watched): how much it matters that the concept ignores the fact.

    Attributes among each other matter most: a blurred world must not look pixelated.
    """
    watched = [i for group in DRIFT_GROUPS for i in index.rows(group)]
    pairs = torch.ones(len(index), len(watched))
    for column, fact in enumerate(watched):
        group = index.facts[fact].split(":")[0]
        for row, other in enumerate(index.facts):
            other_group = other.split(":")[0]
            if row == fact or other_group in ("place", "background-color", "count") or other_group == group == "background":
                pairs[row, column] = 0
            elif other_group in ATTRIBUTE_GROUPS and group in ATTRIBUTE_GROUPS:
                pairs[row, column] = SAME_GROUP_WEIGHT
    return torch.tensor(watched), pairs


def multi_positive(logits, true):
    """Cross-entropy against all true columns of each row, shared equally."""
    target = true / true.sum(1, keepdim=True).clamp(min=1)
    return -(target * logits.log_softmax(1)).sum(1).mean()


def named_loss(logits, facts, rows):
    """Cross-entropy over the phrases of one group of facts, for the images that have one of them."""
    truth = facts[:, rows]
    present = truth.sum(1) > 0
    target = truth[present] / truth[present].sum(1, keepdim=True)
    return -(target * logits[present][:, rows].log_softmax(1)).sum(1).mean()


def unit(x):
    return F.normalize(x.float(), dim=-1)


class ContrastiveTrainer:
    """Trains the projection and the text tower on fixed features, or everything together."""

    def __init__(self, image_tower, text_tower, scenes, vocabulary, seed):
        self.image_tower = image_tower
        self.text_tower = text_tower
        self.scenes = scenes
        self.loss = ContrastiveLoss(scenes.index)
        self.captions = CaptionBatches(scenes, vocabulary, seed)
        self.batches = ImageBatches(scenes, seed + 1)
        self.facts = torch.from_numpy(scenes.facts)

    def texts(self, rows, step):
        """Caption and phrase embeddings; the phrases of nouns, which are most of them, in every third step."""
        (ids, mask), asserted = self.captions.of_rows(rows)
        nouns = len(self.scenes.index.rows("object"))
        phrase_ids, phrase_mask = self.captions.phrases(0 if step % 3 == 0 else nouns)
        with torch.autocast("cpu", torch.bfloat16, enabled=REDUCED_PRECISION):
            caption = self.text_tower(ids, mask)
            phrase = self.text_tower(phrase_ids, phrase_mask)
        return unit(caption), unit(phrase), asserted

    def run(self, name, checkpoint_path, embed, parameters, *, minutes, steps=None, batch, clean_share=0.3):
        """One training run: `embed(rows)` gives image embeddings, `parameters` [(module, rate)] what is trained."""
        parts = {f"part{i}": module for i, (module, _) in enumerate(parameters)}
        optimizers = [(optimizer_for(module, rate, 0.02), rate) for module, rate in parameters]
        checkpoint = Checkpoint(checkpoint_path, **parts, **{f"optimizer{i}": o for i, (o, _) in enumerate(optimizers)})
        step = first = checkpoint.restore()
        began, trained = time.time(), [p for module, _ in parameters for p in module.parameters()]
        while True:
            progress = step / steps if steps else (time.time() - began) / (60 * minutes)
            if progress >= 1:
                break
            for optimizer, rate in optimizers:
                for group in optimizer.param_groups:
                    group["lr"] = cosine_rate(rate, progress, step - first, warmup=100)
            rows = self.batches.rows(batch, clean_share)
            caption, phrase, asserted = self.texts(rows, step)
            loss, shown = self.loss(unit(embed(rows)), caption, phrase, self.facts[torch.from_numpy(rows)].float(), asserted)
            for optimizer, _ in optimizers:
                optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(trained, 1.0)
            for optimizer, _ in optimizers:
                optimizer.step()
            step += 1
            if step % 100 == 0:
                text = " ".join(f"{key} {value:.3f}" for key, value in shown.items())
                print(f"{name} step {step} progress {progress:.2f} {text} {(step - first) / (time.time() - began):.1f} steps/s", flush=True)
                checkpoint.save(step)
        checkpoint.save(step)

    def train_text(self, checkpoint_path, *, minutes, steps=None, batch=256, rate=2e-3, name="text"):
        """Projection and text tower on features computed once; the trunk stays as it is."""
        trunk, projection = self.image_tower.trunk, self.image_tower.projection
        features = features_of(trunk, self.scenes.images).to(torch.float16)
        print(f"{name}: features of {len(features)} scenes", flush=True)

        def embed(rows):
            return projection(features[torch.from_numpy(rows)].float())

        projection.train()
        modules = [(projection, rate), (self.text_tower, rate), (self.loss, rate)]
        self.run(name, checkpoint_path, embed, modules, minutes=minutes, steps=steps, batch=batch)

    def train_joint(self, checkpoint_path, *, minutes, steps=None, batch=208, rate=7e-4):
        """Everything together, on augmented images."""
        tower = self.image_tower.train()
        compiled = accelerated(tower)

        def embed(rows):
            with torch.autocast("cpu", torch.bfloat16, enabled=REDUCED_PRECISION):
                return compiled(normalised(self.batches.images(rows)))

        modules = [(tower, rate), (self.text_tower, rate), (self.loss, rate)]
        self.run("joint", checkpoint_path, embed, modules, minutes=minutes, steps=steps, batch=batch)
