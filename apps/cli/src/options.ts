import { InvalidArgumentError, Option, type Command } from 'commander';

export interface CommonOptions {
  json?: boolean;
  progress?: boolean;
  debug?: boolean;
}

/** The options that every verb has. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on stdout and nothing else')
    .option('--progress', 'show progress on stderr even when it is no terminal')
    .option('--debug', 'print the stack of an error');
}

export const modelsOption = (): Option =>
  new Option('--models <dir>', 'folder of models in the layout of models/ (default: the bundled ones)').env('CONCEPTWATCH_MODELS_CLIP');

export function numberBetween(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= low && value <= high)) throw new InvalidArgumentError(`It must be a number from ${low} to ${high}.`);
    return value;
  };
}

export function wholeNumberBetween(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < low || value > high) throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
    return value;
  };
}
