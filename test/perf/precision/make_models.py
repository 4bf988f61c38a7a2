"""Writes a ViT-B/16 with random weights in the layout of transformers.js, and half and 8-bit copies of it and of other models.

    python make_models.py OUT [MODEL_FOLDER ...]

Random weights have the real architecture's cost; what the network says means nothing. Needs torch, onnx, onnxruntime, onnxscript.
"""

import json
import shutil
import sys
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16
from torch import nn

WIDTH, LAYERS, HEADS, PATCH, SIDE, OUTPUT = 768, 12, 12, 16, 224, 512


class Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm_1, self.norm_2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        tokens = x.shape[1]
        q, k, v = (part.reshape(-1, tokens, HEADS, WIDTH // HEADS).transpose(1, 2) for part in self.qkv(self.norm_1(x)).chunk(3, dim=-1))
        weights = (q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5).softmax(-1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(-1, tokens, WIDTH))
        return x + self.mlp(self.norm_2(x))


class VisionTransformer(nn.Module):
    """The image tower of CLIP ViT-B/16: 86 million parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, WIDTH, PATCH, PATCH, bias=False)
        self.cls = nn.Parameter(torch.randn(1, 1, WIDTH) * 0.02)
        self.positions = nn.Parameter(torch.randn(1, (SIDE // PATCH) ** 2 + 1, WIDTH) * 0.02)
        self.first, self.last = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.blocks = nn.Sequential(*(Block() for _ in range(LAYERS)))
        self.projection = nn.Linear(WIDTH, OUTPUT, bias=False)

    def forward(self, pixel_values: torch.Tensor) -> torch.Tensor:
        x = self.patches(pixel_values).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls + 0 * x[:, :1], x], dim=1) + self.positions
        return self.projection(self.last(self.blocks(self.first(x))[:, 0]))


def write_vit(folder: Path) -> None:
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    torch.manual_seed(7)
    model = VisionTransformer().eval()
    torch.onnx.export(
        model, (torch.rand(2, 3, SIDE, SIDE),), folder / "onnx" / "vision_model.onnx", input_names=["pixel_values"], output_names=["image_embeds"],
        dynamic_axes={"pixel_values": {0: "batch"}, "image_embeds": {0: "batch"}}, opset_version=17, dynamo=False,
    )
    (folder / "config.json").write_text(json.dumps({"model_type": "clip_vision_model", "projection_dim": OUTPUT}))
    (folder / "preprocessor_config.json").write_text(json.dumps({
        "do_resize": True, "size": {"shortest_edge": SIDE}, "do_center_crop": True, "crop_size": {"height": SIDE, "width": SIDE}, "resample": 3,
        "do_normalize": True, "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711],
    }))


def write_smaller(folder: Path) -> None:
    for full in [file for file in (folder / "onnx").glob("*model.onnx")]:
        quantize_dynamic(full, full.with_name(f"{full.stem}_quantized.onnx"), weight_type=QuantType.QInt8)
        half = convert_float_to_float16(onnx.load(full), keep_io_types=True)
        onnx.save(half, full.with_name(f"{full.stem}_fp16.onnx"))


def main(out: Path, others: list[Path]) -> None:
    write_vit(out / "vit-b-16-random")
    for other in others:
        shutil.copytree(other, out / other.name, dirs_exist_ok=True)
    for folder in [out / "vit-b-16-random", *(out / other.name for other in others)]:
        print(f"{folder}", flush=True)
        write_smaller(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
