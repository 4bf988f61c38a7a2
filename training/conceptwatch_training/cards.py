"""Model cards, filled with measured figures only."""
from .bundle import CAPTION_GPT, CLIP, SELF_SUPERVISED, SUPERVISED

ART = """The scenes are drawn by `libs/world` from these packages' emoji art: noto and noto-v1 (Google, Apache-2.0), fluent-emoji-flat
(Microsoft, MIT), twemoji (Twitter, CC-BY-4.0) and emojione 2 (CC-BY-4.0). fxemoji, fluent-3d and openmoji are kept for tests: no
weight has seen them. The weights are under this repository's licence; the art keeps its own (see NOTICE)."""

LIMITS = """## Limits
Trained on drawn 64 x 64 picture-book scenes: **not for photographs**. For real images load a real CLIP and a real encoder in the same
layout. Not learned: exact numbers of things ("two"), "upside down", relations between things, words outside the vocabulary (they
become `[UNK]`; a bank reports them)."""


PROMISED_RETAINED = 0.85
WEAK_AUROC = 0.97
SEEN_AT = "30%"


def weak_points(report, more=()):
    """Sentences on what a model does worst, out of its own report."""
    facts = [f"{fact} {value:.3f}" for fact, value in report["auroc"].items() if value < WEAK_AUROC]
    missed = {slug: shares[SEEN_AT] for slug, shares in report.get("drift", {}).items() if shares[SEEN_AT]["first"] < shares[SEEN_AT]["trials"]}
    small = [shares["10%"] for shares in report.get("drift", {}).values() if "10%" in shares]
    lines = [
        f"Small, covered or spoiled objects: of all scenes with one kind of object it names {percent(report['object_all'])}, of clean ones"
        f" {percent(report['object_clean'])}.",
        f"Attributes that it tells less surely (AUROC below {WEAK_AUROC}): {', '.join(facts)}." if facts else "",
        "Shifts of 30 % of 500 images that it does not always name first: "
        + ", ".join(f"{slug} ({r['first']} of {r['trials']})" for slug, r in missed.items())
        + "."
        if missed
        else "",
        f"A shift of 10 % of 500 images is too small for it: the right concept comes first in {sum(r['first'] for r in small)} of"
        f" {sum(r['trials'] for r in small)} trials."
        if small
        else "",
    ]
    return "\n".join(f"- {line}" for line in [*more, *lines] if line)


def percent(value):
    return "not measured" if value is None else f"{100 * value:.1f} %"


def front(title, what, results):
    return f"# {title}\n\n{what}\n\nSeed {results['seed']}; batches per step: {', '.join(f'{k} {v}' for k, v in results['batches'].items())}.\n"


def report_rows(report):
    rows = [
        ("object, clean scenes", percent(report["object_clean"])),
        ("object, all scenes with one kind of object", percent(report["object_all"])),
        ("background", percent(report["background"])),
    ]
    return rows + [(f"AUROC {fact}", f"{value:.3f}") for fact, value in report["auroc"].items()]


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def drift_table(report):
    rows = [
        (slug, *(f"{r['first']} of {r['trials']} (D {r['mean_distance']:.2f})" for r in shares.values())) for slug, shares in report.items()
    ]
    shares = list(next(iter(report.values()))) if report else []
    return table(["shifted world", *(f"named first, {s} of 500 images" for s in shares)], rows)


def clip_card(results, models):
    clip = results["clip"]
    artists = [(a, percent(r["object_clean"]), percent(r["object_all"]), r["images"]) for a, r in results["artists"].items()]
    recall = [(r["gallery"], percent(r["exact"]), percent(r["any_true"])) for r in results["retrieval"]]
    return "\n\n".join([
        front(
            "Mini CLIP of the picture-book world",
            f"Image tower (residual network, 64 px) and text tower (two-layer transformer over {len(models.vocabulary)} words) with a"
            " shared space of 128 dimensions, trained contrastively on drawn scenes and captions.",
            results,
        ),
        f"## Held-out scenes ({clip['images']}), zero-shot with the seven templates",
        table(["what", "measured"], report_rows(clip)),
        "## Artists never seen in training",
        table(["artist", "object, clean", "object, all", "scenes"], artists),
        "## Image to caption, recall at 1",
        table(["captions to choose from", "own caption first", "a true caption first"], recall),
        "## Drift: the right word among all default concepts, 500 images a side",
        drift_table(clip["drift"]),
        LIMITS,
        weak_points(clip, ["Drawings in a style it has not seen: of clean objects it names " + ", ".join(f"{clean} ({artist})" for artist, clean, _, _ in artists) + "."]),
        "## Art\n" + ART,
    ]) + "\n"


def lost_lines(source):
    """What a source keeps too little of through its aligner."""
    short = [f"{k.replace('_', ', ')} {percent(v)}" for k, v in source["retained"].items() if v is not None and v < PROMISED_RETAINED]
    if not short:
        return []
    return [f"Through an aligner from {source['aligner_images']} images it keeps less than {percent(PROMISED_RETAINED)} of CLIP's accuracy for: {'; '.join(short)}."]


def source_card(results, name, what):
    source = results["sources"][name]
    rows = [
        ("R² of the aligner to CLIP", f"{source['r2']:.3f}"),
        ("mean cosine", f"{source['cosine']:.3f}"),
        *((f"retained accuracy, {k.replace('_', ', ')}", percent(v)) for k, v in source["retained"].items()),
        *((f"aligned: {k}", v) for k, v in report_rows(source["zero_shot"])),
    ]
    if "own" in source:
        rows = [*((f"own head: {k.replace('_', ', ')}", percent(v)) for k, v in source["own"].items()), *rows]
        decoded = source["decoded_heads"]
        rows.append((f"head rows whose nearest noun is right, of {decoded['rows']}", percent(decoded["nearest_noun_right"])))
    return "\n\n".join([
        front(f"Source encoder, {name}", what, results),
        f"## Measured on held-out scenes, aligner from {source['aligner_images']} training images",
        table(["what", "measured"], rows),
        "## Drift through the aligner",
        drift_table(source["drift"]),
        LIMITS,
        weak_points({**source["zero_shot"], "drift": source["drift"]}, lost_lines(source)),
        "## Art\n" + ART,
    ]) + "\n"


def limber_lines(results):
    """What the captions through LimBeR's projection got right, if there is one."""
    if "limber" not in results:
        return []
    limber = results["limber"]
    return [
        "`onnx/limber_model.onnx`: LimBeR, one linear projection from the mini CLIP's image embedding to two soft-prompt vectors; the"
        f" language model is frozen. Greedy captions of {limber['scenes']} held-out scenes name the object in"
        f" {percent(limber['object'])} and the background in {percent(limber['background'])} (not every caption has to name them)."
    ]


def model_cards(results, models):
    cards = {
        CLIP: clip_card(results, models),
        SUPERVISED: source_card(
            results,
            "supervised",
            "VGG-style network that never saw text: trained on labels of object, background, time, weather and quality.",
        ),
        CAPTION_GPT: "\n\n".join([
            front(
                "Caption language model",
                "Two-layer causal transformer over the words of the mini CLIP, trained on text only: the world's captions, alone or behind two vectors"
                " made of the word vectors of what they tell (for LimBeR). For decoding and captions.",
                results,
            ),
            f"Perplexity per token on captions of held-out scenes: {results['language_model']['perplexity']:.2f}.",
            *limber_lines(results),
            LIMITS,
            "- It knows the words and the grammar of this world's captions only: a prior for `decode` and captions, no writer.",
        ])
        + "\n",
    }
    if models.self_supervised is not None:
        cards[SELF_SUPERVISED] = source_card(
            results,
            "self-supervised",
            "Residual network with attention pooling, trained without labels and without text: every drawing is a class of its own that must be"
            " recognised when it is pasted on made-up grounds and on other scenes (exemplars), and two crops of one scene must find each other"
            " (SimCLR). Its features are the principal components of its pooled maps, beside the mean of the drawings' learned directions weighted by"
            " how alike the image is to each. It was given the drawings cut out from their scenes, which is more than pictures alone; which of them"
            " show the same noun it was not told. What it confuses most is small or spoiled objects: the aligned object accuracy below says how much"
            " is lost.",
        )
    return cards
