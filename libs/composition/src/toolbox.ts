import path from 'node:path';
import { SharpImageDecoder } from '@conceptwatch/adapters/images-sharp';
import { AlignedEmbedder, IDENTITY_ALIGNER, ModelRefused, type NamedAligner, OnnxCaptioner, OnnxEncoder, OnnxLanguageModel, OnnxTextEncoder, type SessionOptions } from '@conceptwatch/adapters/inference-onnx';
import type { BankFile } from '@conceptwatch/contracts';
import { type CompareTools, type EmbeddedBank, embedBank, type EvaluationTools, type EvaluationWorld, readBankFile, VocabularyShiftDecoder } from '@conceptwatch/jobs';
import type { Captioner, Encoder, ImageDecoder, ImageEmbedder, LanguageModel, ShiftDecoder, TextEncoder } from '@conceptwatch/ports';
import { alignerLibrary } from './align-tools';
import { evaluationTools } from './evaluation-tools';
import { LiveEmbedder } from './live-embedder';
import { loadAligner } from './load-aligner';
import { modelFolder } from './model-cache';
import { bundledSource, chooseModels, type ModelChoice } from './model-choice';
import { productRoot } from './product-root';
import type { ServiceConfig } from './standalone-config';

export interface ToolboxOptions {
  /** A CLIP model in the layout of transformers.js, or a folder that holds the bundled ones. The bundled ones when absent. */
  models?: string;
  /**
   * Another vision encoder, which needs an aligner. When absent: the bundled source encoder with its aligner, or the
   * image tower of a CLIP model that was given.
   */
  encoder?: string;
  aligner?: string;
  executionProvider?: 'cpu' | 'cuda';
  /** Which of a model's files: full, half or 8-bit. Default fp32; never another one in silence. */
  precision?: 'fp32' | 'fp16' | 'int8';
  /** Language model of decode; the bundled one when absent. */
  languageModel?: string;
  /** Threads of one inference. Default: 1 for the bundled models, ONNX Runtime's choice for others. */
  threads?: number;
  /** Services: the encoder runs in a thread of its own. */
  ownThread?: boolean;
}

/** How a service's settings choose its tools: with no aligner among them, the one that was promoted is used. */
export const toolboxOptionsOf = ({ models, storage }: Pick<ServiceConfig, 'models' | 'storage'>): ToolboxOptions => ({ models: models.clip, encoder: models.encoder, aligner: models.aligner, ...(models.aligner === undefined ? promotedAligner({ models, storage }) : {}), executionProvider: models.executionProvider, precision: models.precision, languageModel: models.languageModel, threads: models.threads });

/** An aligner that was promoted belongs to the encoder in use. */
function promotedAligner({ models, storage }: Pick<ServiceConfig, 'models' | 'storage'>): Pick<ToolboxOptions, 'encoder' | 'aligner'> {
  const aligner = alignerLibrary(storage.directory).promotedFile();
  return aligner === undefined ? {} : { encoder: models.encoder ?? (models.clip === undefined ? bundledSource().encoder : chooseModels(models.clip).clip), aligner };
}

/** The adapters that jobs work with, made when first asked for. */
export interface Toolbox {
  models(): ModelChoice;
  decoder(): Promise<ImageDecoder>;
  /** Through the aligner that is in use now; what it gives stays with it. */
  embedder(): Promise<ImageEmbedder>;
  /** Follows `useAligner`: for what goes on while the aligner changes. */
  liveEmbedder(): Promise<ImageEmbedder>;
  /** From now on this aligner is in use; undefined: the one that the options chose. @throws ModelRefused when it was fitted for an encoder of another dimension */
  useAligner(aligner: NamedAligner | undefined): Promise<void>;
  /** The two halves of the embedder, for jobs that keep what lies between them. */
  embeddingSteps(): Promise<{ encoder: Encoder; aligner: NamedAligner }>;
  /** Loads the target model's image tower; undefined where the encoder is the target model. @throws ModelMissing, ModelRefused */
  targetEncoder(): Promise<Encoder | undefined>;
  textEncoder(): Promise<TextEncoder>;
  languageModel(): Promise<LanguageModel>;
  /** LimBeR into the bundled CLIP space. @throws ModelMissing */
  captioner(): Promise<Captioner>;
  shiftDecoder(): Promise<ShiftDecoder>;
  /** The bundled bank when no file is given. */
  bankFile(file?: string): Promise<BankFile>;
  bank(file?: string): Promise<EmbeddedBank>;
  compareTools(bankFile?: string): Promise<CompareTools>;
  evaluationTools(): Promise<{ tools: EvaluationTools; world: EvaluationWorld }>;
  close(): Promise<void>;
}

/** Chooses adapters for the jobs: models, bank and decoder as the user gave them, or the bundled ones. */
export function createToolbox(options: ToolboxOptions = {}): Toolbox {
  const opened: { close(): Promise<void> }[] = [];
  const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
    let made: Promise<T> | undefined;
    return () => (made ??= make());
  };
  const keep = <T extends { close(): Promise<void> }>(tool: T): T => (opened.push(tool), tool);
  let choice: ModelChoice | undefined;
  const models = (): ModelChoice => (choice ??= chooseModels(options.models));
  const session = () => ({ executionProvider: options.executionProvider, precision: options.precision, threads: options.threads ?? (models().bundled ? 1 : 0) });
  const decoder = once(() => Promise.resolve<ImageDecoder>(new SharpImageDecoder()));
  const textEncoder = once<TextEncoder>(async () => keep(await OnnxTextEncoder.load(models().clip, session())));
  let promoted: NamedAligner | undefined;
  const chosenSteps = once(async () => {
    const chosen = options.encoder === undefined && options.models === undefined ? bundledSource() : { encoder: options.encoder === undefined ? models().clip : modelFolder(options.encoder), aligner: options.aligner };
    const encoder = keep(await OnnxEncoder.load(chosen.encoder, { ...session(), ownThread: options.ownThread }));
    return { encoder, aligner: chosen.aligner ? await loadAligner(chosen.aligner, encoder.descriptor) : IDENTITY_ALIGNER };
  });
  const embeddingSteps = async () => {
    const { encoder, aligner } = await chosenSteps();
    return { encoder, aligner: promoted ?? aligner };
  };
  const embedder = async (): Promise<ImageEmbedder> => {
    const { encoder, aligner } = await embeddingSteps();
    return new AlignedEmbedder(encoder, aligner);
  };
  const liveEmbedder = once(async () => new LiveEmbedder(await embedder()));
  const useAligner = async (aligner: NamedAligner | undefined): Promise<void> => {
    const chosen = await chosenSteps();
    const next = new AlignedEmbedder(chosen.encoder, aligner ?? chosen.aligner);
    promoted = aligner;
    (await liveEmbedder()).goOverTo(next);
  };
  const targetEncoder = once<Encoder | undefined>(async () => {
    const { weights, name } = (await embeddingSteps()).aligner;
    if (!weights) return undefined;
    const target = keep(await OnnxEncoder.load(models().clip, { ...session(), ownThread: options.ownThread }));
    const { dimension } = target.descriptor;
    if (dimension !== weights.targetDimension) throw new ModelRefused(`The aligner ${name} maps to vectors of ${weights.targetDimension} values, and the target model ${target.descriptor.name} gives ${dimension}.`);
    return target;
  });
  const bankFile = (file?: string): Promise<BankFile> => readBankFile(file ?? path.join(productRoot(), 'banks', 'default.yaml'));
  const bank = async (file?: string): Promise<EmbeddedBank> => embedBank(await bankFile(file), await textEncoder());
  const shiftDecoder = once<ShiftDecoder>(async () => VocabularyShiftDecoder.for(await textEncoder(), (await bankFile()).concepts.map(({ text }) => text)));
  return {
    models,
    decoder,
    embedder,
    liveEmbedder,
    useAligner,
    embeddingSteps,
    targetEncoder,
    textEncoder,
    languageModel: once<LanguageModel>(async () => keep(await loadLanguageModel(options.languageModel, session()))),
    captioner: once<Captioner>(async () => keep(await OnnxCaptioner.load(path.join(productRoot(), 'models', 'conceptwatch-caption-gpt'), { ...session(), precision: 'fp32' }))),
    shiftDecoder,
    bankFile,
    bank,
    async compareTools(file) {
      const { bundled, note } = models();
      return { decoder: await decoder(), bank: await bank(file), embedder: await embedder(), shiftDecoder: await shiftDecoder(), models: { textEncoder: (await textEncoder()).descriptor.name, bundled, note } };
    },
    evaluationTools: async () => evaluationTools({ models: models(), session: session(), decoder: await decoder(), textEncoder: await textEncoder(), bank: await bank(), keep }),
    async close() {
      await Promise.all(opened.map((tool) => tool.close()));
    },
  };
}

/** The bundled model has full precision only. */
function loadLanguageModel(given: string | undefined, session: SessionOptions): Promise<OnnxLanguageModel> {
  if (given !== undefined) return OnnxLanguageModel.load(modelFolder(given), session);
  return OnnxLanguageModel.load(path.join(productRoot(), 'models', 'conceptwatch-caption-gpt'), { ...session, precision: 'fp32' });
}
