"""What people call the things of the world: names of every fact and the sentences ("templates") names are put into.

Captions of the world speak its grammar. Users type single words, synonyms and the templates of the paper, so the text
tower is taught those too, each tied to the fact that it states.
"""

PAPER_TEMPLATES = [
    "itap of a {}",
    "a bad photo of the {}",
    "a origami {}",
    "a photo of the large {}",
    "a {} in a video game",
    "art of the {}",
    "a photo of the small {}",
]
TEMPLATES = [
    "{}",
    "a {}",
    "the {}",
    "{} photo",
    "a photo of a {}",
    "a photo of {}",
    "a photo of the {}",
    "a picture of a {}",
    "an image of a {}",
    "image of a {}",
    "there is a {}",
    "this is a {}",
    "a drawing of a {}",
    "a scene with {}",
    "a scene with a {}",
    "a cartoon {}",
    "a cropped photo of the {}",
    "a good photo of a {}",
    "a diagram of the {}",
    "a close up of a {}",
    "something with {}",
    "object with {}",
]
CONTEXT_TEMPLATES = ["a photo of an object {}", "an object {}", "a photo taken {}", "a picture {}", "a scene {}", "{}"]

NAMES = {
    "background:beach": ["beach", "sandy beach", "seaside", "coast", "shore", "beach background"],
    "background:snow-field": ["snow field", "snowy field", "snow covered field", "snowy ground", "winter landscape"],
    "background:forest": ["forest", "woods", "woodland", "jungle", "forest background"],
    "background:desert": ["desert", "sand dunes", "dunes", "desert background"],
    "background:city": ["city", "town", "buildings", "skyline", "downtown", "urban", "city background"],
    "background:room": ["room", "living room", "indoor room", "room with a window", "interior room"],
    "background:kitchen": ["kitchen", "kitchen counter", "kitchen tiles", "cooking room"],
    "background:underwater": ["underwater", "under the sea", "deep sea", "ocean floor", "undersea"],
    "background:grass": ["grass", "meadow", "lawn", "grassland", "grass field", "green field"],
    "background:road": ["road", "street", "highway", "asphalt"],
    "background:sky": ["sky", "blue sky", "clouds", "cloudy sky", "air"],
    "background:mountains": ["mountains", "mountain", "hills", "peaks", "alps"],
    "background:space": ["space", "outer space", "galaxy", "stars and planets", "universe"],
    "background:plain": ["plain background", "plain", "blank background", "single color background", "solid background"],
    "time:night": ["night", "dark", "darkness", "nighttime", "night scene", "midnight", "dark scene"],
    "time:sunset": ["sunset", "evening", "dusk", "sundown", "orange light", "golden hour"],
    "weather:fog": ["fog", "foggy", "mist", "misty", "haze", "hazy", "fog scene"],
    "weather:rain": ["rain", "rainy", "raining", "rainfall", "rain drops", "wet weather"],
    "weather:snow": ["snow", "snowing", "snowfall", "falling snow", "snowy", "snowflakes", "snowstorm", "blizzard", "snowy weather"],
    "quality:blur": ["blur", "blurry", "blurred", "out of focus", "unfocused", "blurriness", "not sharp"],
    "quality:noise": ["noise", "noisy", "grainy", "grain", "static"],
    "quality:sepia": ["sepia", "sepia tone", "old brown", "vintage"],
    "quality:black-and-white": ["black and white", "monochrome", "grayscale", "gray", "greyscale", "colorless"],
    "quality:low-contrast": ["low contrast", "faded", "washed out", "pale", "dull"],
    "quality:pixelated": ["pixelated", "low resolution", "blocky", "pixels", "mosaic"],
    "category:animal": ["animal", "creature", "animals", "wildlife"],
    "category:plant": ["plant", "plants", "flora"],
    "category:food": ["food", "meal", "something to eat", "foods"],
    "category:vehicle": ["vehicle", "vehicles", "transport"],
    "category:building": ["building", "architecture", "edifice"],
    "category:clothing": ["clothing", "clothes", "garment"],
    "category:instrument": ["instrument", "musical instrument"],
    "place:indoors": ["indoors", "indoor", "inside", "interior", "indoor scene"],
    "place:outdoors": ["outdoors", "outdoor", "outside", "open air"],
    "count:zero": ["empty", "nothing", "empty scene", "no object"],
    "count:many": ["many things", "many objects", "several things", "crowd"],
    "size:small": ["small object", "tiny object", "little thing"],
    "size:large": ["large object", "big object", "huge thing"],
}

CONTEXTS = {
    "background:beach": ["on the beach", "at the beach", "by the sea", "on a beach"],
    "background:snow-field": ["in a snow field", "on snowy ground"],
    "background:forest": ["in the forest", "in the woods", "in a forest"],
    "background:desert": ["in the desert", "on sand dunes", "in a desert"],
    "background:city": ["in the city", "in a city", "in front of buildings"],
    "background:room": ["in a room", "inside a room", "in a living room"],
    "background:kitchen": ["in the kitchen", "in a kitchen"],
    "background:underwater": ["underwater", "under the sea", "under water"],
    "background:grass": ["on the grass", "on grass", "in a field", "in a meadow"],
    "background:road": ["on the road", "on a road", "on the street"],
    "background:sky": ["in the sky", "in the clouds"],
    "background:mountains": ["in the mountains", "near the mountains"],
    "background:space": ["in space", "in outer space"],
    "background:plain": ["on a plain background"],
    "time:night": ["at night", "in the dark", "by night"],
    "time:sunset": ["at sunset", "in the evening", "at dusk"],
    "weather:fog": ["in fog", "in the fog", "in the mist"],
    "weather:rain": ["in the rain", "in rain"],
    "weather:snow": ["in falling snow", "while it is snowing", "in snowfall", "in the snow"],
    "place:indoors": ["indoors", "inside a building"],
    "place:outdoors": ["outdoors", "in the open"],
}

INDOOR_BACKGROUNDS = ("room", "kitchen")
UNCLEAR_BACKGROUNDS = ("plain", "space", "underwater")

COLOR_NAMES = ["{} object", "{} thing"]


def derived_facts(truth):
    """Facts that follow from the truth but that the world does not list: indoors, outdoors, day, clear."""
    facts = []
    if truth["background"] in INDOOR_BACKGROUNDS:
        facts.append("place:indoors")
    elif truth["background"] not in UNCLEAR_BACKGROUNDS:
        facts.append("place:outdoors")
    return facts


def names_of(fact):
    """Names for a fact, the default concept's text first: mostly its slug with spaces."""
    group, slug = fact.split(":", 1)
    text = slug.replace("-", " ")
    if group == "color":
        return [name.format(text) for name in COLOR_NAMES]
    if group == "background-color":
        return [f"{text} background"]
    return NAMES.get(fact, [text])


def random_phrase(fact, random):
    """A phrase that states the fact: the bare name, a name in a template, or a context ("at night")."""
    names = names_of(fact)
    name = names[0] if random.random() < 0.5 else names[int(random.integers(len(names)))]
    draw = random.random()
    if fact in CONTEXTS and draw < 0.2:
        contexts = CONTEXTS[fact]
        template = CONTEXT_TEMPLATES[int(random.integers(len(CONTEXT_TEMPLATES)))]
        return template.format(contexts[int(random.integers(len(contexts)))])
    if draw < 0.4:
        return name
    templates = PAPER_TEMPLATES if draw < 0.75 else TEMPLATES
    return templates[int(random.integers(len(templates)))].format(name)


def every_text():
    """All texts whose words belong to the vocabulary whatever the captions say."""
    contexts = [c for group in CONTEXTS.values() for c in group]
    names = [n for group in NAMES.values() for n in group]
    extra = [
        "a headshot of a person with hair", "the digit on a building", "texture", "a swatch of the color", "the shape",
        "zero one two three four five six seven eight nine circle octagon square star triangle",
        "black blue brown gray green orange pink purple red white yellow",
        "human man woman people a type of pet object without no not near with and in on at under sunny cloudy winter summer",
    ]
    return PAPER_TEMPLATES + TEMPLATES + CONTEXT_TEMPLATES + contexts + names + extra
