"""Writes trained networks as ONNX in the layout that transformers.js loads, with digests and golden self-tests."""
import hashlib
import json
import re
import struct

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn as nn
import torch.nn.functional as F

from .loop import PIXEL_MEAN, PIXEL_STD
from .networks import IMAGE_SIZE
from .vocabulary import BEGIN_ID, END_ID, MAX_TOKENS, PAD_ID

GOLDEN_DECIMALS = 5


def write_json(path, value):
    """Indented JSON, but lists of numbers on one line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(value, indent=2, ensure_ascii=False)
    text = re.sub(r"\[\s+(-?[0-9.e+-]+(?:,\s+-?[0-9.e+-]+)*)\s+\]", lambda m: "[" + re.sub(r"\s+", " ", m.group(1)) + "]", text)
    path.write_text(text + "\n")


def preprocessor_config():
    return {
        "image_processor_type": "CLIPImageProcessor",
        "do_convert_rgb": True,
        "do_resize": True,
        "size": {"shortest_edge": IMAGE_SIZE},
        "resample": 3,
        "do_center_crop": True,
        "crop_size": {"height": IMAGE_SIZE, "width": IMAGE_SIZE},
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": [PIXEL_MEAN] * 3,
        "image_std": [PIXEL_STD] * 3,
    }


def export_onnx(network, path, arguments, names, outputs, dynamic):
    """Exports, checks and simplifies nothing: opset 17, dynamic axes as given, one file without external data."""
    path.parent.mkdir(parents=True, exist_ok=True)
    network.eval()
    torch.onnx.export(
        network, arguments, str(path), input_names=names, output_names=outputs, dynamic_axes=dynamic, opset_version=17, dynamo=False
    )
    onnx.checker.check_model(str(path))


def export_image_encoder(network, path, output):
    axes = {"pixel_values": {0: "batch"}, output: {0: "batch"}}
    export_onnx(network, path, (torch.zeros(2, 3, IMAGE_SIZE, IMAGE_SIZE),), ["pixel_values"], [output], axes)


def store_weights_in_half(path, fewest=1024):
    """Keeps large weights as float16 with a cast behind each: half the file; computed is in float32 as before."""
    model = onnx.load(str(path))
    graph, casts = model.graph, []
    for tensor in graph.initializer:
        values = onnx.numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < fewest:
            continue
        name = tensor.name
        tensor.CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float16), f"{name}_half"))
        casts.append(onnx.helper.make_node("Cast", [f"{name}_half"], [name], to=onnx.TensorProto.FLOAT))
    for cast in reversed(casts):
        graph.node.insert(0, cast)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def export_text_tower(tower, path):
    axes = {"input_ids": {0: "batch", 1: "tokens"}, "attention_mask": {0: "batch", 1: "tokens"}, "text_embeds": {0: "batch"}}
    ids = torch.tensor([[BEGIN_ID, 4, 5, END_ID, PAD_ID], [BEGIN_ID, 6, 7, 8, END_ID]])
    export_onnx(tower, path, (ids, (ids != PAD_ID).long()), ["input_ids", "attention_mask"], ["text_embeds"], axes)


class SoftPromptGraph(nn.Module):
    """The language model behind LimBeR's projection: image embedding and words so far -> logits after each word."""

    def __init__(self, projection, model):
        super().__init__()
        self.projection = projection
        self.model = model

    def forward(self, image_embeds, input_ids):
        prompt = self.projection(image_embeds)
        words = self.model.embedding(input_ids)
        return self.model.from_embeddings(torch.cat([prompt, words], 1))[:, prompt.shape[1] :]


def export_language_model(model, path):
    axes = {"input_ids": {0: "batch", 1: "tokens"}, "logits": {0: "batch", 1: "tokens"}}
    export_onnx(model, path, (torch.tensor([[BEGIN_ID, 4, 5], [BEGIN_ID, 6, 7]]),), ["input_ids"], ["logits"], axes)


def export_soft_prompt(graph, path, embedding_dim):
    axes = {"image_embeds": {0: "batch"}, "input_ids": {0: "batch", 1: "tokens"}, "logits": {0: "batch", 1: "tokens"}}
    arguments = (torch.zeros(2, embedding_dim), torch.tensor([[BEGIN_ID, 4, 5], [BEGIN_ID, 6, 7]]))
    export_onnx(graph, path, arguments, ["image_embeds", "input_ids"], ["logits"], axes)


def write_safetensors(path, tensors):
    """Float32 arrays in the safetensors format: 8-byte header length, JSON header, little-endian data."""
    header, blocks, offset = {}, [], 0
    for name, array in tensors.items():
        data = np.ascontiguousarray(array, dtype="<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [offset, offset + len(data)]}
        blocks.append(data)
        offset += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blocks))


def golden_pixels():
    """The self-test image, 64 x 64 x 3 uint8: value[y][x][c] = (7 x + 13 y + 29 c + x y) mod 256."""
    y, x, c = np.meshgrid(np.arange(IMAGE_SIZE), np.arange(IMAGE_SIZE), np.arange(3), indexing="ij")
    return ((7 * x + 13 * y + 29 * c + x * y) % 256).astype(np.uint8)


GOLDEN_FORMULA = "pixel[y][x][c] = (7*x + 13*y + 29*c + x*y) mod 256, 64 x 64 RGB, then (pixel/255 - mean)/std, NCHW"


def network_input(images):
    """(N, 64, 64, 3) uint8 -> (N, 3, 64, 64) float32, normalised."""
    return ((images.transpose(0, 3, 1, 2).astype(np.float32) / 255) - PIXEL_MEAN) / PIXEL_STD


def run_onnx(path, **inputs):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, inputs)[0]


def rounded(vector):
    return [round(float(v), GOLDEN_DECIMALS) for v in vector]


def golden_image_test(path, output):
    vector = run_onnx(path, pixel_values=network_input(golden_pixels()[None]))[0]
    return {"file": path.name, "input": "pixel_values", "formula": GOLDEN_FORMULA, "output": output, "expected": rounded(vector)}


def golden_text_test(path, vocabulary, text="a photo of a dog on the beach"):
    ids = np.array([vocabulary.encode(text)], dtype=np.int64)
    vector = run_onnx(path, input_ids=ids, attention_mask=np.ones_like(ids))[0]
    return {"file": path.name, "text": text, "input_ids": ids[0].tolist(), "output": "text_embeds", "expected": rounded(vector)}


def golden_language_test(path, vocabulary, text="a photo of a"):
    ids = np.array([vocabulary.encode(text)[:-1]], dtype=np.int64)
    last = run_onnx(path, input_ids=ids)[0, -1]
    top = np.argsort(-last)[:5]
    return {
        "file": path.name,
        "text": text,
        "input_ids": ids[0].tolist(),
        "output": "logits of the last position, five largest",
        "expected_ids": top.tolist(),
        "expected": rounded(last[top]),
    }


def file_digests(folder, model):
    """Every file of one model below `folder` with size and SHA-256, by path."""
    rows = []
    for path in sorted(p for p in (folder / model).rglob("*") if p.is_file()):
        data = path.read_bytes()
        rows.append({"path": path.relative_to(folder).as_posix(), "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()})
    return rows


def unit(x):
    return F.normalize(x, dim=-1)


def clip_config(text_tower, image_tower, vocabulary_size, shared_dim):
    return {
        "model_type": "clip",
        "architectures": ["CLIPModel"],
        "projection_dim": shared_dim,
        "text_config": {
            "model_type": "clip_text_model",
            "hidden_size": text_tower.embedding.embedding_dim,
            "num_hidden_layers": len(text_tower.blocks),
            "num_attention_heads": text_tower.blocks[0].heads,
            "max_position_embeddings": MAX_TOKENS,
            "vocab_size": vocabulary_size,
            "projection_dim": shared_dim,
            "bos_token_id": BEGIN_ID,
            "eos_token_id": END_ID,
            "pad_token_id": PAD_ID,
        },
        "vision_config": {
            "model_type": "clip_vision_model",
            "hidden_size": image_tower.trunk.feature_dim,
            "image_size": IMAGE_SIZE,
            "num_channels": 3,
            "projection_dim": shared_dim,
        },
    }


def source_config(trunk, supervision):
    return {
        "model_type": "conceptwatch-source",
        "architectures": [type(trunk).__name__],
        "hidden_size": trunk.feature_dim,
        "image_size": IMAGE_SIZE,
        "num_channels": 3,
        "supervision": supervision,
    }


def language_model_config(model, vocabulary_size):
    return {
        "model_type": "gpt2",
        "architectures": ["GPT2LMHeadModel"],
        "vocab_size": vocabulary_size,
        "n_positions": MAX_TOKENS,
        "n_embd": model.embedding.embedding_dim,
        "n_layer": len(model.blocks),
        "n_head": model.blocks[0].heads,
        "bos_token_id": BEGIN_ID,
        "eos_token_id": END_ID,
        "pad_token_id": PAD_ID,
    }
