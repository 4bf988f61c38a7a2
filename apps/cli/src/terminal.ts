interface Stream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** Where a verb's words go: results to stdout, progress and notes to stderr. */
export class Terminal {
  private progressShown = false;
  private lastPlain = '';

  constructor(private readonly out: Stream = process.stdout, private readonly err: Stream = process.stderr) {}

  print(text: string): void {
    this.clearProgress();
    this.out.write(`${text}\n`);
  }

  /** The one document that `--json` promises. */
  printJson(document: unknown): void {
    this.print(JSON.stringify(document, null, 2));
  }

  note(text: string): void {
    this.clearProgress();
    this.err.write(`${text}\n`);
  }

  /** One line on a terminal, rewritten in place; with `--progress` elsewhere, a line each time the text changes. */
  progress(text: string, always: boolean): void {
    if (this.err.isTTY) {
      this.err.write(`\r\u001b[2K${text.slice(0, (this.err.columns ?? 80) - 1)}`);
      this.progressShown = true;
    } else if (always && text !== this.lastPlain) {
      this.err.write(`${text}\n`);
      this.lastPlain = text;
    }
  }

  private clearProgress(): void {
    if (this.progressShown) this.err.write('\r\u001b[2K');
    this.progressShown = false;
  }
}
