import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ModelHub } from '@conceptwatch/ports';
import { RefusedInput } from '../refused-input';
import { modelFiles, type ModelPrecision } from './model-files';
import { MODEL_LOCK, type ModelLock, readModelLock } from './model-lock';
import { fullModelName } from './model-name';
import { intactFiles } from './verify-model';

export interface PullModel {
  /** "organisation/model" or a short name. */
  model: string;
  revision: string;
  precision: ModelPrecision;
  /** Folder of all pulled models; the model comes to FOLDER/organisation/model. */
  folder: string;
  /** Digests of an earlier pull that this one must meet. */
  pins?: ModelLock;
}

export interface PullTools {
  hub: ModelHub;
  onProgress?: (file: string, done: number, total: number | undefined) => void;
  signal?: AbortSignal;
}

export interface PulledModel {
  directory: string;
  lock: ModelLock;
  /** Files that were there already and whole. */
  kept: string[];
}

/**
 * Fetches a model and what belongs to it. Can be interrupted at any time and goes on where it was; what is there and
 * whole is not fetched again. The lock file is written last.
 *
 * @throws RefusedInput, ModelHubError
 */
export async function pullModel(request: PullModel, tools: PullTools): Promise<PulledModel> {
  const model = fullModelName(request.model);
  const directory = path.join(request.folder, ...model.split('/'));
  await mkdir(directory, { recursive: true });
  const before = await readModelLock(path.join(directory, MODEL_LOCK));
  const same = before?.revision === request.revision ? before : undefined;
  const intact = same ? await intactFiles(directory, same) : new Map<string, ModelLock['files'][number]>();
  const fetched: ModelLock['files'] = [];
  const kept: string[] = [];
  const pull = async (oneOf: string[], required: boolean): Promise<void> => {
    for (const name of oneOf) {
      const present = intact.get(name);
      const pin = request.pins?.files.find((file) => file.path === name)?.sha256;
      if (present && (pin === undefined || pin === present.sha256)) return void (fetched.push(present), kept.push(name));
      const target = path.join(directory, ...name.split('/'));
      const got = await tools.hub.download({ model, revision: request.revision, path: name }, target, { sha256: pin, signal: tools.signal, onProgress: (done, total) => tools.onProgress?.(name, done, total) });
      if (got) return void fetched.push({ path: name, bytes: got.bytes, sha256: got.sha256 });
    }
    if (required) throw missing(model, oneOf, request, tools.hub.address);
  };
  await pull(['config.json'], true);
  for (const { oneOf, required } of modelFiles(await modelType(directory), request.precision)) await pull(oneOf, required);
  const files = [...fetched, ...[...intact.values()].filter(({ path: name }) => !fetched.some((file) => file.path === name))];
  const lock: ModelLock = { model, revision: request.revision, precision: request.precision, files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) };
  await writeFile(path.join(directory, MODEL_LOCK), `${JSON.stringify(lock, null, 2)}\n`);
  return { directory, lock, kept };
}

async function modelType(directory: string): Promise<string | undefined> {
  const text = await readFile(path.join(directory, 'config.json'), 'utf8');
  try {
    const { model_type: type } = JSON.parse(text) as { model_type?: unknown };
    return typeof type === 'string' ? type : undefined;
  } catch (cause) {
    throw new RefusedInput('model-files', `The config.json that came is no JSON: the address answers with something else than a model (a log-in page?).`, { cause });
  }
}

function missing(model: string, oneOf: string[], { precision, revision }: PullModel, address: string): RefusedInput {
  const onnx = oneOf[0].endsWith('.onnx');
  const hint = onnx ? `The model must be in the layout of transformers.js${precision === 'fp32' ? '' : `, and its makers may not offer ${precision}: try --precision fp32`}.` : `Check the name and the revision "${revision}".`;
  return new RefusedInput('model-files', `${address} has no ${oneOf.join(' or ')} of ${model}. ${hint}`);
}
