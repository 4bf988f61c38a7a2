"""The steps of the training, in order, each reading what the ones before it left in the work folder."""
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn

from . import bundle
from .cards import model_cards
from .contrastive import ContrastiveTrainer
from .fixtures import write_fixtures
from .language import LimberProjection, begin_with_words, train_language_model, train_limber
from .loop import Checkpoint
from .measure import measure_everything
from .networks import CaptionGpt, ExemplarEncoder, ImageTower, PlainTrunk, PrototypeEncoder, ResidualTrunk, SupervisedEncoder, TextTower
from .phrases import every_text, names_of
from .pretrain import pretrain_on_sprites
from .scenes import FactIndex, Scenes, read_truth, training_folders
from .selfsupervised import COMPRESSED_FROM, compress, train_exemplars, with_prototypes
from .supervised import features_of, label_groups, train_neck, train_on_labels, whiten
from .vocabulary import Vocabulary

STEPS = ("sprites", "trunk", "text", "joint", "polish", "source-sprites", "source", "source-neck", "selfsupervised", "gpt", "limber", "evaluate", "bundle", "cards")
LIMBER_IMAGES = 20000
CLIP_WIDTHS, CLIP_INNER, CLIP_BLOCKS = (32, 64, 128, 256), (32, 64, 128), (1, 1, 2)


def part_of(path, name, prefix=""):
    """State of one part of a checkpoint, optionally of a submodule."""
    state = torch.load(path, weights_only=True, map_location="cpu")[name]
    return {key[len(prefix) :]: value for key, value in state.items() if key.startswith(prefix)}


def part_step(path):
    """How many batches a checkpoint has seen."""
    return torch.load(path, weights_only=True, map_location="cpu")["step"]


class Recipe:
    """All steps over one data folder and one work folder; a step loads its inputs from checkpoints."""

    def __init__(self, data, work, out, schedule, minutes, seed, towers="polish"):
        self.data, self.work, self.out = Path(data), Path(work), Path(out)
        self.schedule, self.minutes, self.seed = schedule, minutes, seed
        self.towers = towers
        self._scenes = None

    def length(self, step):
        """Keyword arguments of a step's length: its schedule, or a time limit when one is given."""
        if step in self.minutes:
            return {"steps": None, "minutes": self.minutes[step]}
        return {"steps": self.schedule[step], "minutes": None}

    def file(self, name):
        return self.work / f"{name}.pt"

    @property
    def scenes(self):
        if self._scenes is None:
            self._scenes = Scenes(training_folders(self.data), self.facts())
        return self._scenes

    def facts(self):
        """The order of all facts, fixed once from the training scenes."""
        path = self.data / "facts.json"
        if not path.exists():
            path.write_text(json.dumps(FactIndex.of(*map(read_truth, training_folders(self.data))).facts))
        return FactIndex(json.loads(path.read_text()))

    def vocabulary(self):
        path = self.data / "vocabulary.json"
        if not path.exists():
            texts = [c["text"] for folder in training_folders(self.data) for t in read_truth(folder) for c in t["captions"]]
            names = [name for fact in self.facts().facts for name in names_of(fact)]
            plurals = [f"{name}s" for name in names]
            path.write_text(json.dumps(Vocabulary.of_texts([*texts, *names, *plurals, *every_text()]).tokens))
        return Vocabulary(json.loads(path.read_text()))

    def new_trunk(self):
        return ResidualTrunk(CLIP_WIDTHS, CLIP_INNER, CLIP_BLOCKS)

    def image_tower(self, trained):
        """The image tower: with the labelled trunk only ("trunk"), or as "text", "joint" or "polish" left it."""
        trunk = self.new_trunk()
        trunk.load_state_dict(part_of(self.file("trunk"), "model", "0."))
        tower = ImageTower(trunk)
        if trained == "text":
            tower.projection.load_state_dict(part_of(self.file("text"), "part0"))
        elif trained in ("joint", "polish"):
            tower.load_state_dict(part_of(self.file("joint"), "part0"))
        if trained == "polish":
            tower.projection.load_state_dict(part_of(self.file("polish"), "part0"))
        return tower

    def text_tower(self, trained=None):
        tower = TextTower(len(self.vocabulary()))
        if trained:
            tower.load_state_dict(part_of(self.file(trained), "part1"))
        return tower

    def sprites(self):
        pretrain_on_sprites(self.new_trunk(), self.work / "sprites", self.file("clip-sprites"), steps=self.schedule["sprites"])

    def trunk(self):
        trunk = self.new_trunk()
        trunk.load_state_dict(part_of(self.file("clip-sprites"), "model", "0."))
        train_on_labels(trunk, self.scenes, self.file("trunk"), **self.length("trunk"), seed=self.seed + 1, rate=1.5e-3)

    def text(self):
        trainer = ContrastiveTrainer(self.image_tower("trunk"), self.text_tower(), self.scenes, self.vocabulary(), self.seed + 2)
        trainer.train_text(self.file("text"), **self.length("text"))

    def joint(self):
        towers = self.image_tower("text"), self.text_tower("text")
        trainer = ContrastiveTrainer(*towers, self.scenes, self.vocabulary(), self.seed + 3)
        trainer.loss.load_state_dict(part_of(self.file("text"), "part2"))
        trainer.train_joint(self.file("joint"), **self.length("joint"))

    def polish(self):
        """Projection and text tower once more on the jointly trained trunk's features, over half of the scenes."""
        scenes = Scenes(training_folders(self.data)[:1], self.facts())
        trainer = ContrastiveTrainer(self.image_tower("joint"), self.text_tower("joint"), scenes, self.vocabulary(), self.seed + 8)
        trainer.loss.load_state_dict(part_of(self.file("joint"), "part2"))
        trainer.train_text(self.file("polish"), **self.length("polish"), rate=1e-3, name="polish")

    def source_sprites(self):
        pretrain_on_sprites(PlainTrunk(), self.work / "sprites", self.file("plain-sprites"), steps=self.schedule["source-sprites"], seed=4)

    def source(self):
        trunk = PlainTrunk()
        trunk.load_state_dict(part_of(self.file("plain-sprites"), "model", "0."))
        train_on_labels(trunk, self.scenes, self.file("source"), **self.length("source"), seed=self.seed + 4, name="source")

    def source_neck(self):
        encoder = SupervisedEncoder()
        encoder.pooled.load_state_dict(part_of(self.file("source"), "model", "0."))
        steps = self.schedule["source-neck"]
        features = self.work / "source-features.npy"
        head = train_neck(encoder, self.scenes, self.file("source-neck"), features, steps=steps, seed=self.seed + 7)
        whiten(encoder, head, torch.from_numpy(np.load(features)[:20000]))
        Checkpoint(self.file("source-white"), trunk=encoder, head=head).save(steps)

    def selfsupervised(self):
        encoder = ExemplarEncoder()
        train_exemplars(encoder, self.scenes, self.work / "sprites", self.file("selfsupervised"), **self.length("selfsupervised"), seed=self.seed + 5)
        compress(encoder, self.scenes.images[:COMPRESSED_FROM])
        directions = part_of(self.file("selfsupervised"), "exemplars")["directions"]
        prototypes = with_prototypes(encoder, directions, self.scenes.images[:COMPRESSED_FROM])
        Checkpoint(self.file("selfsupervised-prototypes"), encoder=prototypes).save(part_step(self.file("selfsupervised")))

    def gpt(self):
        model = CaptionGpt(len(self.vocabulary()))
        begin_with_words(model, self.text_tower(self.towers), self.vocabulary())
        train_language_model(model, self.scenes, self.vocabulary(), self.file("gpt"), steps=self.schedule["gpt"])

    def limber(self):
        model, tower = self.language_model(), self.image_tower(self.towers)
        embeddings = features_of(tower, self.scenes.images[:LIMBER_IMAGES])
        projection = LimberProjection(embeddings.shape[1], model.embedding.embedding_dim)
        train_limber(projection, model, embeddings, self.scenes, self.vocabulary(), self.file("limber"), steps=self.schedule["limber"])

    def language_model(self):
        model = CaptionGpt(len(self.vocabulary()))
        model.load_state_dict(part_of(self.file("gpt"), "model"))
        return model

    def trained_models(self):
        """Everything that the work folder holds, ready to be measured or written."""
        source = SupervisedEncoder()
        source.load_state_dict(part_of(self.file("source-white"), "trunk"))
        groups = label_groups(self.facts())
        head = nn.Linear(source.feature_dim, sum(map(len, groups.values())))
        head.load_state_dict(part_of(self.file("source-white"), "head"))
        models = bundle.TrainedModels(
            self.vocabulary(), self.image_tower(self.towers), self.text_tower(self.towers), self.language_model(), source, head, groups
        )
        models.scale = float(part_of(self.file(self.towers), "part2")["log_scale"].exp().clamp(max=60))
        if self.file("selfsupervised-prototypes").exists():
            state = part_of(self.file("selfsupervised-prototypes"), "encoder")
            models.self_supervised = PrototypeEncoder(len(state["directions"]))
            models.self_supervised.load_state_dict(state)
        if self.file("limber").exists():
            model = models.language_model
            projection = LimberProjection(models.text_tower.projection.out_features, model.embedding.embedding_dim)
            projection.load_state_dict(part_of(self.file("limber"), "projection"))
            models.soft_prompt = bundle.export.SoftPromptGraph(projection, model)
        return models

    def evaluate(self):
        results = measure_everything(self.trained_models(), self.data, self.facts(), self.seed)
        results["batches"] = {p.stem: part_step(p) for p in sorted(self.work.glob("*.pt"))}
        results["seed"] = self.seed
        (self.work / "evaluation.json").write_text(json.dumps(results, indent=2) + "\n")
        print(json.dumps(results, indent=2))

    def bundle(self):
        models = self.trained_models()
        results = json.loads((self.work / "evaluation.json").read_text())
        models.cards = model_cards(results, models)
        version = json.loads((Path(__file__).parent.parent / "version.json").read_text())["version"]
        manifest = bundle.write_bundle(models, self.out, version)
        bundle.export.write_json(self.out / "evaluation.json", results)
        write_fixtures(models, self.data, self.facts(), self.out.parent / "test" / "fixtures" / "models")
        print(f"{manifest['bytes']} bytes in {len(manifest['files'])} files")

    def cards(self):
        """Writes the cards anew from the bundle's own figures; no weight is touched."""
        results, manifest = (json.loads((self.out / name).read_text()) for name in ("evaluation.json", "manifest.json"))
        bundle.write_cards(model_cards(results, self.trained_models()), manifest, self.out)
