"""The neural networks of the bundled models. All take NCHW float32 images of 64 x 64 pixels, already normalised."""
import torch
import torch.nn as nn
import torch.nn.functional as F

IMAGE_SIZE = 64


def convolution_unit(channels_in, channels_out, kernel=3, stride=1, activation=nn.ReLU):
    """Convolution, batch normalisation, activation."""
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, kernel, stride, (kernel - 1) // 2, bias=False),
        nn.BatchNorm2d(channels_out),
        activation(),
    )


class ResidualBlock(nn.Module):
    """Two 3 x 3 convolutions with a skip connection; the last scale starts at zero, so the block starts as identity."""

    def __init__(self, channels, inner):
        super().__init__()
        self.first = convolution_unit(channels, inner)
        self.second = nn.Sequential(nn.Conv2d(inner, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels))
        nn.init.zeros_(self.second[1].weight)

    def forward(self, x):
        return F.relu(x + self.second(self.first(x)))


class ResidualTrunk(nn.Module):
    """Residual image network: (B, 3, 64, 64) -> (B, feature_dim), with attention, mean and maximum pooling.

    Mean and spread of every early stage are part of the features: fog, blur and colour live there.
    """

    def __init__(self, widths=(24, 48, 96, 192), inner=(32, 64, 96), blocks=(1, 2, 2), attention_maps=4):
        super().__init__()
        self.stem = convolution_unit(3, widths[0], kernel=4, stride=2)
        self.stages = nn.ModuleList(
            nn.Sequential(
                convolution_unit(widths[i], widths[i + 1], stride=2),
                *[ResidualBlock(widths[i + 1], inner[i]) for _ in range(blocks[i])],
            )
            for i in range(3)
        )
        self.attention = nn.Conv2d(widths[3], attention_maps, 1)
        self.feature_dim = widths[3] * (attention_maps + 2) + 2 * sum(widths[:3])

    def forward(self, x):
        x = self.stem(x)
        statistics = [*mean_and_spread(x)]
        for index, stage in enumerate(self.stages):
            x = stage(x)
            if index < 2:
                statistics += mean_and_spread(x)
        flat = x.flatten(2)
        weights = self.attention(x).flatten(2).softmax(-1)
        attended = torch.matmul(weights, flat.transpose(1, 2)).flatten(1)
        return torch.cat([attended, flat.mean(-1), flat.amax(-1), *statistics], 1)


def mean_and_spread(x):
    """Mean and standard deviation of every channel over the positions."""
    flat = x.flatten(2).float()
    mean = flat.mean(-1)
    return [mean, ((flat * flat).mean(-1) - mean * mean).clamp(min=0).add(1e-5).sqrt()]


class PlainTrunk(nn.Module):
    """VGG-style network without skip connections, GELU, mean and maximum pooling, and early statistics."""

    def __init__(self, widths=(24, 48, 96, 160, 160)):
        super().__init__()
        a, b, c, d, e = widths
        self.layers = nn.ModuleList([
            convolution_unit(3, a, kernel=5, stride=2, activation=nn.GELU),
            convolution_unit(a, b, stride=2, activation=nn.GELU),
            convolution_unit(b, c, activation=nn.GELU),
            nn.MaxPool2d(2),
            convolution_unit(c, d, activation=nn.GELU),
            nn.MaxPool2d(2),
            convolution_unit(d, e, activation=nn.GELU),
        ])
        self.feature_dim = 2 * e + 2 * b

    def forward(self, x):
        early = []
        for index, layer in enumerate(self.layers):
            x = layer(x)
            if index == 1:
                early = mean_and_spread(x)
        flat = x.flatten(2).float()
        return torch.cat([flat.mean(-1), flat.amax(-1), *early], 1)


class SupervisedEncoder(nn.Module):
    """The supervised source encoder: a plain trunk and a neck, (B, 3, 64, 64) -> (B, feature_dim).

    The neck turns pooled maps into features from which everything can be read linearly: an affine aligner can use them,
    which it cannot do as well with the pooled maps themselves.
    """

    def __init__(self, hidden=640, dropout=0.15):
        super().__init__()
        self.pooled = PlainTrunk()
        self.feature_dim = dim = self.pooled.feature_dim
        self.neck = nn.Sequential(nn.BatchNorm1d(dim), nn.Linear(dim, hidden), nn.GELU(), nn.Dropout(dropout), nn.Linear(hidden, dim))

    def forward(self, x):
        return self.neck(self.pooled(x))


class ExemplarEncoder(nn.Module):
    """The self-supervised source encoder: a residual trunk with attention pooling, (B, 3, 64, 64) -> (B, feature_dim).

    `views` is what is trained; the features are the trunk's pooled maps beside the hidden layer above them, compressed.
    """

    def __init__(self, hidden=512, view_dim=384, feature_dim=512):
        super().__init__()
        self.pooled = ResidualTrunk((24, 48, 96, 192), (24, 48, 96), (1, 1, 1), attention_maps=2)
        dim = self.pooled.feature_dim
        self.view_dim, self.feature_dim = view_dim, feature_dim
        self.norm = nn.BatchNorm1d(dim)
        self.hidden = nn.Linear(dim, hidden)
        self.view = nn.Linear(hidden, view_dim)
        self.compressed = nn.Linear(dim + hidden, feature_dim)
        self.compressed.requires_grad_(False)

    def parts(self, x):
        pooled = self.norm(self.pooled(x))
        return pooled, F.gelu(self.hidden(pooled))

    def views(self, x):
        return self.view(self.parts(x)[1])

    def forward(self, x):
        return self.compressed(torch.cat(self.parts(x), 1))


class PrototypeEncoder(nn.Module):
    """An ExemplarEncoder with what it learned about drawings read out, (B, 3, 64, 64) -> (B, feature_dim).

    The compressed features stand beside the mean of the drawings' directions, weighted by a softmax over the cosines to them:
    which drawings an image shows is no linear function of the features, but it is one of this mean.
    """

    def __init__(self, drawings, sharpness=16.0):
        super().__init__()
        self.exemplars = ExemplarEncoder()
        self.sharpness = sharpness
        self.register_buffer("directions", torch.zeros(drawings, self.exemplars.view_dim))
        self.register_buffer("scale", torch.ones(()))
        self.feature_dim = self.exemplars.feature_dim + self.exemplars.view_dim

    def readout(self, views):
        """Views (B, D) -> (B, D), before scaling."""
        return (self.sharpness * F.normalize(views, dim=-1) @ self.directions.T).softmax(-1) @ self.directions

    def forward(self, x):
        pooled, hidden = self.exemplars.parts(x)
        compressed = self.exemplars.compressed(torch.cat([pooled, hidden], 1))
        return torch.cat([compressed, self.scale * self.readout(self.exemplars.view(hidden))], 1)


class TransformerBlock(nn.Module):
    """Pre-norm transformer block; `mask` is added to the attention scores."""

    def __init__(self, width, heads, expansion=4):
        super().__init__()
        self.heads = heads
        self.norm_attention = nn.LayerNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm_mlp = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, expansion * width), nn.GELU(), nn.Linear(expansion * width, width))

    def forward(self, x, mask=None):
        batch, length, width = x.shape
        qkv = self.query_key_value(self.norm_attention(x)).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = qkv.permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) * (width // self.heads) ** -0.5
        if mask is not None:
            scores = scores + mask
        x = x + self.out((scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, length, width))
        return x + self.mlp(self.norm_mlp(x))


class ImageTower(nn.Module):
    """CLIP image tower: trunk and projection to the shared space. Output is not normalised (as CLIP's image_embeds)."""

    def __init__(self, trunk, shared_dim=128, hidden=384):
        super().__init__()
        self.trunk = trunk
        self.projection = nn.Sequential(
            nn.BatchNorm1d(trunk.feature_dim), nn.Linear(trunk.feature_dim, hidden), nn.GELU(), nn.Linear(hidden, shared_dim)
        )

    def forward(self, pixel_values):
        return self.projection(self.trunk(pixel_values))


class TextTower(nn.Module):
    """CLIP text tower: token ids (B, T) and attention mask (B, T) -> (B, shared_dim); mean over the words' states."""

    def __init__(self, vocabulary_size, shared_dim=128, width=128, depth=2, heads=4, max_tokens=32):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, width)
        self.positions = nn.Parameter(torch.randn(max_tokens, width) * 0.02)
        self.blocks = nn.ModuleList(TransformerBlock(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width)
        self.projection = nn.Linear(width, shared_dim)
        nn.init.normal_(self.embedding.weight, std=0.05)

    def forward(self, input_ids, attention_mask):
        keep = attention_mask.to(self.positions.dtype)
        x = self.embedding(input_ids) + self.positions[: input_ids.shape[1]]
        mask = (1.0 - keep)[:, None, None, :] * -1e4
        for block in self.blocks:
            x = block(x, mask)
        keep = keep[..., None]
        return self.projection((self.norm(x) * keep).sum(1) / keep.sum(1).clamp(min=1))


class CaptionGpt(nn.Module):
    """Tiny causal language model over the caption grammar, input and output embeddings tied; as wide as the text tower's space."""

    def __init__(self, vocabulary_size, width=128, depth=2, heads=4, max_tokens=32):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, width)
        self.positions = nn.Parameter(torch.randn(max_tokens, width) * 0.01)
        self.blocks = nn.ModuleList(TransformerBlock(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width)
        self.max_tokens = max_tokens
        nn.init.normal_(self.embedding.weight, std=0.02)
        self.register_buffer("causal", torch.full((max_tokens, max_tokens), -1e4).triu(1), persistent=False)

    def forward(self, input_ids):
        return self.from_embeddings(self.embedding(input_ids))

    def from_embeddings(self, x):
        """Logits for a sequence of input vectors (B, T, width): words or LimBeR's soft prompts."""
        length = x.shape[1]
        x = x + self.positions[:length]
        mask = self.causal[:length, :length]
        for block in self.blocks:
            x = block(x, mask)
        return self.norm(x) @ self.embedding.weight.T


def parameter_count(module):
    return sum(p.numel() for p in module.parameters())
