"""Test vectors for the product's own adapters: eight held-out scenes and some texts with PyTorch's embeddings."""
from pathlib import Path

import numpy as np
import torch

from .contrastive import token_batch
from .export import rounded, write_json
from .scenes import Scenes
from .supervised import features_of

COUNT = 8
TEXTS = ["dog", "snow", "a photo of a dog on the beach", "itap of a black and white cat", "Black-and-White!", "zyzzyva at night", ""]


def write_fixtures(models, data, index, out):
    """images.u8 (8 x 64 x 64 x 3, RGB) and expected.json (vectors as the ONNX files must give them, not normalised)."""
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    scenes = Scenes(Path(data) / "held", index)
    images = np.ascontiguousarray(scenes.images[:COUNT])
    images.tofile(out / "images.u8")
    encoders = {"conceptwatch-mini-clip": models.image_tower, "conceptwatch-source-supervised": models.supervised}
    if models.self_supervised is not None:
        encoders["conceptwatch-source-selfsupervised"] = models.self_supervised
    expected = {
        "images": {"file": "images.u8", "shape": list(images.shape), "captions": [t["caption"] for t in scenes.truth[:COUNT]]},
        "encoders": {name: [rounded(row) for row in features_of(network, images).numpy()] for name, network in encoders.items()},
        "texts": [text_row(models, text) for text in TEXTS],
    }
    write_json(out / "expected.json", expected)


@torch.no_grad()
def text_row(models, text):
    ids = models.vocabulary.encode(text)
    models.text_tower.eval()
    return {"text": text, "input_ids": ids, "text_embeds": rounded(models.text_tower(*token_batch([ids]))[0])}
