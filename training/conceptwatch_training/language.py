"""Steps "gpt" and "limber": a tiny language model of the captions, and one projection that lets it see an embedding."""
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from .contrastive import token_batch, unit
from .loop import Checkpoint, cosine_rate, optimizer_for
from .phrases import CONTEXTS, names_of
from .vocabulary import BEGIN_ID, END_ID, PAD_ID

IMAGE_OF = ["image of a", "image of", "a photo of a", "a photo of"]


class CaptionTexts:
    """Random texts: captions, and one in four "image of a <name>", the prompt that decoding uses."""

    def __init__(self, scenes, vocabulary, seed):
        self.random = np.random.default_rng(seed)
        self.captions = [[vocabulary.encode(c["text"]) for c in truth["captions"]] for truth in scenes.truth]
        names = [name for fact in scenes.index.facts for name in names_of(fact)[:2]]
        self.named = [vocabulary.encode(f"{start} {name}") for start in IMAGE_OF for name in names]

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


def next_token_loss(logits, ids):
    """Mean cross-entropy of each token given those before it; padding does not count."""
    return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), ids.reshape(-1), ignore_index=PAD_ID)


def train_language_model(model, scenes, vocabulary, checkpoint_path, *, steps, batch=128, rate=2e-3, seed=5):
    texts = CaptionTexts(scenes, vocabulary, seed)
    optimizer = optimizer_for(model, rate, 0.01)
    checkpoint = Checkpoint(checkpoint_path, model=model, optimizer=optimizer)
    first, began = checkpoint.restore(), time.time()
    for step in range(first, steps):
        for group in optimizer.param_groups:
            group["lr"] = cosine_rate(rate, step / steps, step, warmup=100)
        ids = texts.batch(batch)
        loss = next_token_loss(model(ids[:, :-1]), ids[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 200 == 199:
            print(f"gpt step {step + 1}/{steps} loss {loss.item():.3f} {(time.time() - began):.0f} s", flush=True)
            checkpoint.save(step + 1)
    checkpoint.save(steps)
    return model


class LimberProjection(nn.Module):
    """One linear map from an image embedding (B, d) to k soft-prompt vectors (B, k, width)."""

    def __init__(self, embedding_dim, width, tokens=4):
        super().__init__()
        self.linear = nn.Linear(embedding_dim, tokens * width)
        self.tokens = tokens

    def forward(self, embedding):
        normalised = embedding / embedding.norm(dim=-1, keepdim=True).clamp(min=1e-6)
        return self.linear(normalised).view(-1, self.tokens, self.linear.out_features // self.tokens)


def train_limber(projection, model, embeddings, scenes, vocabulary, checkpoint_path, *, steps, batch=192, rate=3e-3, seed=6):
    """Trains the projection alone; encoder (given as embeddings) and language model stay frozen."""
    texts = CaptionTexts(scenes, vocabulary, seed)
    embeddings = unit(embeddings)
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    optimizer = optimizer_for(projection, rate, 0.0)
    checkpoint = Checkpoint(checkpoint_path, projection=projection, optimizer=optimizer)
    first = checkpoint.restore()
    for step in range(first, steps):
        for group in optimizer.param_groups:
            group["lr"] = cosine_rate(rate, step / steps, step, warmup=50)
        rows = texts.random.integers(0, len(embeddings), batch)
        ids = texts.of_rows(rows)
        prompt = projection(embeddings[torch.from_numpy(rows)])
        inputs = torch.cat([prompt, model.embedding(ids[:, :-1])], 1)[:, : model.max_tokens]
        logits = model.from_embeddings(inputs)[:, prompt.shape[1] :]
        loss = next_token_loss(logits, ids[:, 1 : 1 + logits.shape[1]])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 200 == 199:
            print(f"limber step {step + 1}/{steps} loss {loss.item():.3f}", flush=True)
            checkpoint.save(step + 1)
    checkpoint.save(steps)
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
