import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { EXIT } from './exit-codes';
import { modelsOption, withCommonOptions, type CommonOptions } from './options';
import type { Session } from './session';

type BankOptions = CommonOptions & { models?: string };

const EXAMPLES = `
Examples:
  conceptwatch bank show                   the bundled bank
  conceptwatch bank show words.yaml
  conceptwatch bank check words.yaml       exit code 2 when a word is unknown
  conceptwatch bank export words.yaml --out words.json     the same bank in the other form
  conceptwatch bank schema                 what a bank file may hold, as JSON Schema

A bank file needs a name and concepts:
  name: harbour
  concepts:
    - fog
    - { slug: night, text: night }`;

/** `conceptwatch bank show|check|export|schema`: what the words are that images are compared with, and whether the text encoder knows them. */
export function registerBank(program: Command, session: Session): void {
  const bank = program.command('bank').description('show, check or write a concept bank').addHelpText('after', EXAMPLES);
  withCommonOptions(bank.command('show').description('print the concepts of a bank').argument('[file]', 'bank file (default: the bundled bank)'))
    .addHelpText('after', EXAMPLES)
    .action((file: string | undefined, options: BankOptions) => show(file, options, session));
  withCommonOptions(bank.command('check').description('check a bank file: its form, and that the text encoder knows its words').argument('<file>', 'bank file, YAML or JSON'))
    .addOption(modelsOption())
    .addHelpText('after', EXAMPLES)
    .action((file: string, options: BankOptions) => check(file, options, session));
  withCommonOptions(bank.command('export').description('write a bank as YAML or JSON').argument('[file]', 'bank file (default: the bundled bank)').requiredOption('--out <file>', '.yaml, .yml or .json'))
    .addHelpText('after', EXAMPLES)
    .action((file: string | undefined, options: BankOptions & { out: string }) => exportBank(file, options, session));
  withCommonOptions(bank.command('schema').description('print the JSON Schema of bank files')).action(() => printSchema(session));
}

async function exportBank(file: string | undefined, { out, json }: BankOptions & { out: string }, { terminal }: Session): Promise<void> {
  const [{ verbToolbox }, jobs] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  const bank = await verbToolbox({}).bankFile(file);
  await jobs.requireWritable(out);
  await writeFile(out, jobs.formatBank(bank, out));
  if (json) terminal.printJson({ file: out, name: bank.name, concepts: bank.concepts.length });
  else terminal.print(`${out}: ${bank.name}, ${bank.concepts.length} concepts.`);
}

async function printSchema({ terminal }: Session): Promise<void> {
  const { bankFileJsonSchema } = await import('@conceptwatch/jobs');
  terminal.printJson(bankFileJsonSchema());
}

async function show(file: string | undefined, options: BankOptions, { terminal }: Session): Promise<void> {
  const [{ verbToolbox }, { slugOfConcept }] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  const bank = await verbToolbox({}).bankFile(file);
  const concepts = bank.concepts.map((concept) => ({ slug: slugOfConcept(concept), ...concept }));
  if (options.json) return terminal.printJson({ ...bank, concepts });
  const width = Math.max(...concepts.map(({ slug }) => slug.length));
  terminal.print([`${bank.name}: ${concepts.length} concepts${bank.description ? `. ${bank.description.trim()}` : ''}`, ...concepts.map(({ slug, text }) => `  ${slug.padEnd(width)}  ${text}`)].join('\n'));
}

async function check(file: string, options: BankOptions, session: Session): Promise<void> {
  const [{ verbToolbox }, jobs] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  const toolbox = verbToolbox({ models: options.models });
  try {
    const bank = await toolbox.bankFile(file);
    const encoder = await toolbox.textEncoder();
    const unknown = jobs.unknownWords(bank, encoder);
    if (unknown.length) session.exit(EXIT.refused);
    if (options.json) return session.terminal.printJson({ ok: unknown.length === 0, name: bank.name, concepts: bank.concepts.length, text_encoder: encoder.descriptor.name, unknown });
    if (unknown.length === 0) return session.terminal.print(`${bank.name}: ${bank.concepts.length} concepts, every word is known to ${encoder.descriptor.name}.`);
    session.terminal.print(
      [`${bank.name}: ${encoder.descriptor.name} does not know`, ...unknown.map((word) => `  ${jobs.describeUnknownWord(word)}, in: ${word.usedBy.slice(0, 3).join('; ')}`)].join('\n'),
    );
  } finally {
    await toolbox.close();
  }
}
