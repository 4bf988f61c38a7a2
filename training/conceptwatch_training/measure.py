"""One dictionary with every figure of the model cards, measured on held-out scenes."""
from pathlib import Path

import numpy as np
import torch

from .evaluation import (
    ALIGNER_IMAGES,
    LinearAligner,
    ZeroShot,
    drift_trials,
    embed_all,
    normal_rows,
    retrieval,
)
from .language import caption_recall, greedy_captions, next_token_loss
from .contrastive import token_batch
from .scenes import Scenes, training_folders
from .supervised import features_of, label_accuracy

HELD_OUT_ARTISTS = ("fxemoji", "fluent-3d", "openmoji")
CHARACTERS_OF_SHIFT = "shift-"
CAPTIONED = 1000


def measure_everything(models, data, index, seed):
    """Measures CLIP, every source through an aligner, drift naming, head decoding and the language model."""
    data = Path(data)
    held = Scenes(data / "held", index)
    zero_shot = ZeroShot(models.text_tower, models.vocabulary, index)
    image = embed_all(models.image_tower, held)
    results = {"clip": zero_shot.report(image, held), "artists": {}, "sources": {}, "retrieval": []}
    for gallery, rounds in ((100, 40), (1000, 5)):
        if gallery > len(held):
            continue
        results["retrieval"].append(retrieval(image, held, zero_shot, gallery=gallery, rounds=rounds, seed=seed))
    for artist in HELD_OUT_ARTISTS:
        if (data / artist).exists():
            scenes = Scenes(data / artist, index)
            results["artists"][artist] = zero_shot.report(embed_all(models.image_tower, scenes), scenes)
    shifts = {p.name.removeprefix(CHARACTERS_OF_SHIFT): Scenes(p, index) for p in sorted(data.glob(CHARACTERS_OF_SHIFT + "*"))}
    results["clip"]["drift"] = drift_report(zero_shot, lambda s: embed_all(models.image_tower, s), image, shifts, index)
    train = Scenes(training_folders(data)[:1], index)
    rows = np.sort(np.random.default_rng(seed).choice(len(train), min(ALIGNER_IMAGES, len(train)), replace=False))
    target = features_of(models.image_tower, train.images[rows]).numpy()
    held_target = features_of(models.image_tower, held.images).numpy()
    for name, trunk in (("supervised", models.supervised), ("self-supervised", models.self_supervised)):
        if trunk is None:
            continue
        aligner = LinearAligner(features_of(trunk, train.images[rows]).numpy(), target)
        source = {"aligner_images": len(rows), **source_report(trunk, aligner, held, held_target, zero_shot, image)}
        aligned = normal_rows(aligner(features_of(trunk, held.images).numpy()))
        source["drift"] = drift_report(
            zero_shot, lambda s, t=trunk, a=aligner: normal_rows(a(features_of(t, s.images).numpy())), aligned, shifts, index
        )
        results["sources"][name] = source
        if name == "supervised":
            source["own"] = label_accuracy(trunk, models.supervised_head, held)
            statistics = features_of(trunk, train.images[rows]).numpy()
            source["decoded_heads"] = decoded_heads(models.supervised_head, statistics, aligner, target, zero_shot)
    results["language_model"] = {"perplexity": perplexity(models, held)}
    if models.soft_prompt is not None:
        embeddings = torch.from_numpy(held_target[:CAPTIONED])
        captions = greedy_captions(models.soft_prompt.projection, models.language_model, models.vocabulary, embeddings)
        results["limber"] = {"scenes": CAPTIONED, **caption_recall(captions, held), "examples": captions[:5]}
    return results


def source_report(trunk, aligner, held, held_target, zero_shot, image):
    """R squared, cosine, aligned accuracy and retained accuracy of one source through its aligner."""
    features = features_of(trunk, held.images).numpy()
    aligned = normal_rows(aligner(features))
    own, through = zero_shot.report(image, held), zero_shot.report(aligned, held)
    return {
        "r2": aligner.determination(features, held_target),
        "cosine": float((aligned * normal_rows(held_target)).sum(1).mean()),
        "zero_shot": through,
        "retained": {k: through[k] / own[k] if own[k] else None for k in ("object_clean", "object_all", "background")},
    }


def drift_report(zero_shot, embed, normal, shifts, index):
    """For every shifted world: how often its concept rose most, at 30 % and at 10 % of the window."""
    report = {}
    for slug, scenes in shifts.items():
        fact = next(f for f in zero_shot.facts if f.endswith(":" + slug))
        shifted = embed(scenes)
        report[slug] = {
            f"{share:.0%}": drift_trials(zero_shot.concepts, zero_shot.facts, normal, shifted, fact, share=share) for share in (0.3, 0.1)
        }
    return report


def decoded_heads(head, features, aligner, target, zero_shot):
    """Share of object rows of the head whose nearest noun, after alignment, is their own label.

    Rows are centred, scaled per dimension to the spread of the features, moved to their mean, aligned, and both sides are
    centred (on the mean image, on the mean noun).
    """
    vectors, facts = zero_shot.vectors("object")
    columns = [zero_shot.index.rows("object").index(zero_shot.index.index[f]) for f in facts]
    weight = head.weight.detach().numpy()[columns]
    weight = weight - weight.mean(0)
    rows = weight / weight.std(0) * features.std(0) + features.mean(0)
    decoded = normal_rows(aligner(rows) - target.mean(0))
    nearest = (decoded @ normal_rows(vectors - vectors.mean(0)).T).argmax(1)
    return {"nearest_noun_right": float((nearest == np.arange(len(nearest))).mean()), "rows": len(nearest)}


@torch.no_grad()
def perplexity(models, held, count=2000):
    """Per token, on captions of held-out scenes."""
    ids = token_batch([models.vocabulary.encode(t["captions"][0]["text"]) for t in held.truth[:count]])[0]
    models.language_model.eval()
    return float(next_token_loss(models.language_model(ids[:, :-1]), ids[:, 1:]).exp())
