"""Assembles models/: every model's folder in the transformers.js layout, and manifest.json with digests and self-tests."""
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from . import export
from .networks import parameter_count

CLIP = "conceptwatch-mini-clip"
SUPERVISED = "conceptwatch-source-supervised"
SELF_SUPERVISED = "conceptwatch-source-selfsupervised"
CAPTION_GPT = "conceptwatch-caption-gpt"


@dataclass
class TrainedModels:
    """What the recipe produced. Sources are (trunk, head) with head a torch Linear or None; `groups` are the label groups
    of the supervised head: name -> list of labels, in the order of the head's rows."""

    vocabulary: object
    image_tower: object
    text_tower: object
    language_model: object
    supervised: object
    supervised_head: object
    label_groups: dict
    self_supervised: object = None
    soft_prompt: object = None
    scale: float = 1.0
    cards: dict = field(default_factory=dict)


def write_bundle(models, out, version):
    """Writes the bundle below `out`; returns the manifest."""
    out = Path(out)
    entries = [write_clip(models, out / CLIP), write_supervised(models, out / SUPERVISED)]
    if models.self_supervised is not None:
        entries.append(write_source(models.self_supervised, out / SELF_SUPERVISED, "self-supervised (exemplars and SimCLR), no labels, no text", half=True))
    entries.append(write_language_model(models, out / CAPTION_GPT))
    return write_cards(models.cards, {"version": version, "models": entries}, out)


def write_cards(cards, manifest, out):
    """Writes the models' cards below `out`, and the manifest with the digests of all files as they are then."""
    out = Path(out)
    for name, text in cards.items():
        (out / name / "README.md").write_text(text)
    manifest = {**manifest, "files": [row for entry in manifest["models"] for row in export.file_digests(out, entry["name"])]}
    manifest["bytes"] = sum(row["bytes"] for row in manifest["files"])
    export.write_json(out / "manifest.json", manifest)
    return manifest


def write_clip(models, folder):
    vocabulary = models.vocabulary
    shared_dim = models.text_tower.projection.out_features
    export.export_image_encoder(models.image_tower, folder / "onnx" / "vision_model.onnx", "image_embeds")
    export.export_text_tower(models.text_tower, folder / "onnx" / "text_model.onnx")
    config = export.clip_config(models.text_tower, models.image_tower, len(vocabulary), shared_dim)
    config["logit_scale_init_value"] = round(float(np.log(models.scale)), 6)
    export.write_json(folder / "config.json", config)
    export.write_json(folder / "preprocessor_config.json", export.preprocessor_config())
    export.write_json(folder / "tokenizer.json", vocabulary.tokenizer_json(append_end=True))
    export.write_json(folder / "tokenizer_config.json", vocabulary.tokenizer_config())
    return {
        "name": CLIP,
        "kind": "clip",
        "dim": shared_dim,
        "scale": round(models.scale, 4),
        "image": {"file": "onnx/vision_model.onnx", "input": "pixel_values", "output": "image_embeds"},
        "text": {"file": "onnx/text_model.onnx", "inputs": ["input_ids", "attention_mask"], "output": "text_embeds"},
        "parameters": parameter_count(models.image_tower) + parameter_count(models.text_tower),
        "golden": [
            export.golden_image_test(folder / "onnx" / "vision_model.onnx", "image_embeds"),
            export.golden_text_test(folder / "onnx" / "text_model.onnx", vocabulary),
        ],
    }


def write_source(trunk, folder, supervision, half=False):
    """`half`: large weights are kept as float16."""
    path = folder / "onnx" / "model.onnx"
    export.export_image_encoder(trunk, path, "features")
    if half:
        export.store_weights_in_half(path)
    export.write_json(folder / "config.json", export.source_config(trunk, supervision))
    export.write_json(folder / "preprocessor_config.json", export.preprocessor_config())
    return {
        "name": folder.name,
        "kind": "source",
        "supervision": supervision,
        "dim": trunk.feature_dim,
        "image": {"file": "onnx/model.onnx", "input": "pixel_values", "output": "features"},
        "parameters": parameter_count(trunk),
        "golden": [export.golden_image_test(path, "features")],
    }


def write_supervised(models, folder):
    entry = write_source(models.supervised, folder, "supervised on object, background, time, weather and quality labels; no text")
    head = models.supervised_head
    export.write_safetensors(folder / "head.safetensors", {"weight": head.weight.detach().numpy(), "bias": head.bias.detach().numpy()})
    rows, groups = [], {}
    for group, labels in models.label_groups.items():
        groups[group] = {"from": len(rows), "to": len(rows) + len(labels)}
        rows += [{"group": group, "label": label} for label in labels]
    export.write_json(folder / "labels.json", {"rows": rows, "groups": groups})
    return {**entry, "head": {"file": "head.safetensors", "labels": "labels.json", "rows": len(rows)}}


def write_language_model(models, folder):
    vocabulary = models.vocabulary
    export.export_language_model(models.language_model, folder / "onnx" / "model.onnx")
    export.store_weights_in_half(folder / "onnx" / "model.onnx")
    export.write_json(folder / "config.json", export.language_model_config(models.language_model, len(vocabulary)))
    export.write_json(folder / "tokenizer.json", vocabulary.tokenizer_json(append_end=False))
    export.write_json(folder / "tokenizer_config.json", vocabulary.tokenizer_config())
    entry = {
        "name": CAPTION_GPT,
        "kind": "language-model",
        "text": {"file": "onnx/model.onnx", "inputs": ["input_ids"], "output": "logits"},
        "parameters": parameter_count(models.language_model),
        "golden": [export.golden_language_test(folder / "onnx" / "model.onnx", vocabulary)],
    }
    if models.soft_prompt is not None:
        dim = models.text_tower.projection.out_features
        export.export_soft_prompt(models.soft_prompt, folder / "onnx" / "limber_model.onnx", dim)
        export.store_weights_in_half(folder / "onnx" / "limber_model.onnx")
        entry["limber"] = {"file": "onnx/limber_model.onnx", "inputs": ["image_embeds", "input_ids"], "output": "logits"}
    return entry
