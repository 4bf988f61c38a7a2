"""Steps "gpt" and "limber": a tiny language model of the captions, and one projection that lets it see an embedding.

The language model reads text only. Its words begin as the text tower's embeddings of them, and two thirds of its texts begin with
two vectors: what the nouns of the scene have in common as words, and what the rest has, at any strength and with noise. So it learns to write
a caption of what stands before it. Without that a frozen model of this size has no reason to look at what comes before a
caption, and LimBeR's soft prompt, however trained, changes nothing (version 2: no caption of 300 named the right object).
"""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from .contrastive import token_batch, unit
from .evaluation import text_embeddings
from .loop import Training
from .phrases import CONTEXTS, names_of
from .vocabulary import BEGIN_ID, END_ID, PAD_ID, SPECIAL

IMAGE_OF = ["image of a", "image of", "a photo of a", "a photo of"]
PROMPT_GROUPS = (("object",), ("background", "time", "weather", "quality"))
"""What each vector before a caption stands for."""
NOISE = 0.5
REGRESSION_RIDGE = 10.0


class CaptionTexts:
    """Random texts: captions, and one in four "image of a <name>", the prompt that decoding uses."""

    def __init__(self, scenes, vocabulary, seed):
        self.random = np.random.default_rng(seed)
        self.captions = [[vocabulary.encode(c["text"]) for c in truth["captions"]] for truth in scenes.truth]
        self.facts = [truth["facts"] for truth in scenes.truth]
        names = [name for fact in scenes.index.facts for name in names_of(fact)[:2]]
        self.named = [vocabulary.encode(f"{start} {name}") for start in IMAGE_OF for name in names]
        self.words = {fact: vocabulary.encode(names_of(fact)[0])[1:-1] for fact in scenes.index.facts}

    def of_rows(self, rows):
        chosen = [self.captions[row][int(self.random.integers(len(self.captions[row])))] for row in rows]
        return token_batch(chosen)[0]

    def batch(self, count):
        rows = self.random.integers(0, len(self.captions), count)
        chosen = [
            self.named[int(self.random.integers(len(self.named)))]
            if self.random.random() < 0.25
            else self.captions[row][int(self.random.integers(len(self.captions[row])))]
            for row in rows
        ]
        return token_batch(chosen)[0]

    def prompts(self, rows, embedding):
        """Per scene one vector for each of PROMPT_GROUPS: the sum of its facts' words, scaled by how many there are."""
        return torch.stack([torch.stack([self.mixture(self.facts[row], groups, embedding) for groups in PROMPT_GROUPS]) for row in rows])

    def mixture(self, facts, groups, embedding):
        chosen = [self.words[fact] for fact in facts if fact.split(":")[0] in groups and fact in self.words]
        if not chosen:
            return torch.zeros(embedding.shape[1])
        return torch.stack([embedding[ids].mean(0) for ids in chosen]).sum(0) / len(chosen) ** 0.5


def next_token_loss(logits, ids):
    """Mean cross-entropy of each token given those before it; padding does not count."""
    return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), ids.reshape(-1), ignore_index=PAD_ID)


def prompted_loss(model, prompt, ids):
    """The loss of captions that stand behind prompt vectors (B, k, width)."""
    inputs = torch.cat([prompt, model.embedding(ids[:, :-1])], 1)[:, : model.max_tokens]
    logits = model.from_embeddings(inputs)[:, prompt.shape[1] :]
    return next_token_loss(logits, ids[:, 1 : 1 + logits.shape[1]])


@torch.no_grad()
def begin_with_words(model, text_tower, vocabulary):
    """Sets the word vectors to the text tower's embeddings of the words, seen from their mean, with a little noise."""
    words = torch.from_numpy(text_embeddings(text_tower, vocabulary, vocabulary.tokens))
    start = unit(words - words.mean(0)) + 0.02 * torch.randn(words.shape)
    start[: len(SPECIAL)] = 0.02 * torch.randn(len(SPECIAL), words.shape[1])
    model.embedding.weight.copy_(start)


def train_language_model(model, scenes, vocabulary, checkpoint_path, *, steps, batch=96, rate=2e-3, seed=5):
    """A third of every batch are captions alone, two thirds stand behind prompt vectors."""
    texts = CaptionTexts(scenes, vocabulary, seed)
    training = Training("gpt", {"model": model}, checkpoint_path, rate=rate, decay=0.01, warmup=100)
    generator = torch.Generator().manual_seed(seed + training.first)
    for _ in training.steps(steps):
        ids = texts.batch(batch // 3)
        alone = next_token_loss(model(ids[:, :-1]), ids[:, 1:])
        rows = texts.random.integers(0, len(texts.captions), 2 * batch // 3)
        prompt = texts.prompts(rows, model.embedding.weight)
        strength = torch.rand(len(rows), 1, 1, generator=generator) * 0.8 + 0.4
        noise = NOISE * prompt.shape[-1] ** -0.5 * torch.randn(prompt.shape, generator=generator)
        prompted = prompted_loss(model, prompt * strength + noise, texts.of_rows(rows))
        training.learn((alone + 2 * prompted) / 3, alone=alone.item(), prompted=prompted.item())
    return model


class LimberProjection(nn.Module):
    """One linear map from an image embedding (B, d) to k soft-prompt vectors (B, k, width); embeddings are standardised first."""

    def __init__(self, embedding_dim, width, tokens=len(PROMPT_GROUPS)):
        super().__init__()
        self.linear = nn.Linear(embedding_dim, tokens * width)
        self.tokens = tokens
        self.register_buffer("mean", torch.zeros(embedding_dim))
        self.register_buffer("deviation", torch.ones(embedding_dim))

    def forward(self, embedding):
        normalised = embedding / embedding.norm(dim=-1, keepdim=True).clamp(min=1e-6)
        return self.linear((normalised - self.mean) / self.deviation).view(-1, self.tokens, self.linear.out_features // self.tokens)

    @torch.no_grad()
    def begin_with_regression(self, embeddings, prompts):
        """Least squares from embeddings (N, d) to the prompts (N, k, width) that the language model knows from text."""
        normalised = unit(embeddings)
        self.mean.copy_(normalised.mean(0))
        self.deviation.copy_(normalised.std(0))
        rows = torch.cat([(normalised - self.mean) / self.deviation, torch.ones(len(normalised), 1)], 1)
        gram = rows.T @ rows + REGRESSION_RIDGE * torch.eye(rows.shape[1])
        solution = torch.linalg.solve(gram, rows.T @ prompts.flatten(1))
        self.linear.weight.copy_(solution[:-1].T)
        self.linear.bias.copy_(solution[-1])


def train_limber(projection, model, embeddings, scenes, vocabulary, checkpoint_path, *, steps, batch=128, rate=2e-3, seed=6):
    """Trains the projection alone; encoder (given as embeddings) and language model stay frozen."""
    texts = CaptionTexts(scenes, vocabulary, seed)
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    model.eval()
    projection.begin_with_regression(embeddings, texts.prompts(range(len(embeddings)), model.embedding.weight))
    training = Training("limber", {"projection": projection}, checkpoint_path, rate=rate, decay=0.0, warmup=1)
    for _ in training.steps(steps):
        rows = texts.random.integers(0, len(embeddings), batch)
        training.learn(prompted_loss(model, projection(embeddings[torch.from_numpy(rows)]), texts.of_rows(rows)))
    return projection


@torch.no_grad()
def greedy_captions(projection, model, vocabulary, embeddings, longest=24):
    """The most likely next word, again and again, after the soft prompt of each embedding; -> texts."""
    model.eval()
    prompt = projection(unit(embeddings))
    ids = torch.full((len(embeddings), 1), BEGIN_ID)
    for _ in range(longest):
        logits = model.from_embeddings(torch.cat([prompt, model.embedding(ids)], 1))
        ids = torch.cat([ids, logits[:, -1].argmax(-1, keepdim=True)], 1)
    return [" ".join(vocabulary.tokens[i] for i in row[1 : row.index(END_ID) if END_ID in row else None]) for row in ids.tolist()]


def caption_recall(captions, scenes):
    """Share of captions that name the object, and the background, of their scene (any of the names of the fact)."""
    recall = {}
    for group in ("object", "background"):
        found = []
        for text, truth in zip(captions, scenes.truth):
            facts = [fact for fact in truth["facts"] if fact.startswith(group + ":")]
            if len(facts) == 1:
                names = [*names_of(facts[0]), *CONTEXTS.get(facts[0], [])]
                found.append(any(f" {name} " in f" {text} " or f" {name}s " in f" {text} " for name in names))
        recall[group] = float(np.mean(found))
    return recall
