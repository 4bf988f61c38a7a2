"""Words and token ids, the same for the text tower and the language model, and as tokenizer.json for transformers.js."""
import re

PAD, UNKNOWN, BEGIN, END = "[PAD]", "[UNK]", "[BOS]", "[EOS]"
SPECIAL = [PAD, UNKNOWN, BEGIN, END]
PAD_ID, UNKNOWN_ID, BEGIN_ID, END_ID = range(4)
MAX_TOKENS = 32
NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def words_of(text):
    """Lower-case words of a text; everything but letters and digits separates ("black-and-white" is three words)."""
    return NOT_A_WORD.sub(" ", text.lower()).split()


class Vocabulary:
    """Fixed list of words; unknown words become [UNK]. Sequences are [BOS] words [EOS], cut to MAX_TOKENS."""

    def __init__(self, words):
        self.tokens = SPECIAL + sorted(set(words) - set(SPECIAL))
        self.index = {token: i for i, token in enumerate(self.tokens)}

    @classmethod
    def of_texts(cls, texts):
        return cls(word for text in texts for word in words_of(text))

    def __len__(self):
        return len(self.tokens)

    def encode(self, text):
        ids = [self.index.get(word, UNKNOWN_ID) for word in words_of(text)][: MAX_TOKENS - 2]
        return [BEGIN_ID, *ids, END_ID]

    def unknown_words(self, text):
        return [word for word in words_of(text) if word not in self.index]

    def tokenizer_json(self, append_end):
        """The `tokenizer.json` object. transformers.js knows WordPiece but not WordLevel: WordPiece without any
        continuation piece is exactly a word list with an unknown token."""
        special = [
            {"id": i, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
            for i, token in enumerate(SPECIAL)
        ]
        pieces = [{"SpecialToken": {"id": BEGIN, "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}]
        if append_end:
            pieces.append({"SpecialToken": {"id": END, "type_id": 0}})
        return {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": special,
            "normalizer": {
                "type": "Sequence",
                "normalizers": [
                    {"type": "Lowercase"},
                    {"type": "Replace", "pattern": {"Regex": "[^a-z0-9]+"}, "content": " "},
                ],
            },
            "pre_tokenizer": {"type": "WhitespaceSplit"},
            "post_processor": {
                "type": "TemplateProcessing",
                "single": pieces,
                "pair": [*pieces, {"Sequence": {"id": "B", "type_id": 0}}],
                "special_tokens": {
                    token: {"id": token, "ids": [i], "tokens": [token]} for i, token in enumerate(SPECIAL)
                },
            },
            "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": False},
            "model": {
                "type": "WordPiece",
                "unk_token": UNKNOWN,
                "continuing_subword_prefix": "##",
                "max_input_chars_per_word": 100,
                "vocab": {token: i for i, token in enumerate(self.tokens)},
            },
        }

    def tokenizer_config(self):
        return {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MAX_TOKENS,
            "do_lower_case": True,
            "pad_token": PAD,
            "unk_token": UNKNOWN,
            "bos_token": BEGIN,
            "eos_token": END,
            "clean_up_tokenization_spaces": False,
        }
