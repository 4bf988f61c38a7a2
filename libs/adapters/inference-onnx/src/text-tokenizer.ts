import { Tokenizer } from '@huggingface/tokenizers';
import { combinedDigest, type ModelFolder } from './model-folder';

interface TokenizerFile {
  model: { type: string; unk_token?: string; continuing_subword_prefix?: string; vocab: Record<string, number> };
}

interface TokenizerConfig {
  model_max_length?: number;
  pad_token?: string;
  eos_token?: string | { content: string };
}

/** tokenizer.json of a model, with what the adapters ask of it. */
export class TextTokenizer {
  private constructor(
    private readonly tokenizer: Tokenizer,
    private readonly file: TokenizerFile,
    private readonly config: TokenizerConfig,
    readonly digest: string,
  ) {}

  static async load(folder: ModelFolder): Promise<TextTokenizer> {
    const { digest } = await folder.read('tokenizer.json');
    const file = await folder.readJson<TokenizerFile>('tokenizer.json');
    const config = await folder.readJson<TokenizerConfig>('tokenizer_config.json');
    return new TextTokenizer(new Tokenizer(file, config), file, config, combinedDigest(digest));
  }

  /** With the special tokens that the model wants, cut to its longest input; the last token stays the end token. */
  encode(text: string): number[] {
    const { ids } = this.tokenizer.encode(text);
    const most = Math.min(this.config.model_max_length ?? 512, 512);
    return ids.length <= most ? ids : [...ids.slice(0, most - 1), ids[ids.length - 1]];
  }

  decode(tokens: number[]): string {
    return this.tokenizer.decode(tokens, { skip_special_tokens: true });
  }

  get padToken(): number {
    return this.idOf(this.config.pad_token) ?? 0;
  }

  get endToken(): number {
    const { eos_token: end } = this.config;
    return this.idOf(typeof end === 'object' ? end.content : end) ?? 0;
  }

  get vocabularySize(): number {
    return this.tokenizer.get_vocab(true).size;
  }

  /** Words that come out as the unknown token; sub-word tokenizers know everything. */
  unknownWords(text: string): string[] {
    const unknown = this.idOf(this.file.model.unk_token);
    if (unknown === undefined || this.vocabulary() === undefined) return [];
    const words = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    return [...new Set(words.filter((word) => this.tokenizer.encode(word, { add_special_tokens: false }).ids.some((id) => id === unknown)))];
  }

  /** The words of a word list; undefined where words are put together from pieces. */
  vocabulary(): string[] | undefined {
    const { type, vocab, continuing_subword_prefix: prefix = '##' } = this.file.model;
    const words = Object.keys(vocab);
    if (type !== 'WordLevel' && type !== 'WordPiece') return undefined;
    if (type === 'WordPiece' && words.some((word) => word.startsWith(prefix))) return undefined;
    return words.filter((word) => !/^[[<].*[\]>]$/.test(word));
  }

  private idOf(token: string | undefined): number | undefined {
    return token === undefined ? undefined : this.tokenizer.token_to_id(token);
  }
}
