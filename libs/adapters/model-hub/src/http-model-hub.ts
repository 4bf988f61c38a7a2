import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Downloaded, type DownloadOptions, type HubFile, type ModelHub, ModelHubError } from '@conceptwatch/ports';
import { fileDigest } from './file-digest';
import { PartialFile } from './partial-file';
import { requestFollowing } from './request-following';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 250;
const STANDARD_PATH = '{model}/resolve/{revision}/';

export interface HttpModelHubOptions {
  /** Address of a hub or mirror, or a template with {model} and {revision}. */
  address: string;
  /** Sent as a bearer token to the hub itself, never to where it redirects. */
  token?: string;
  /** Pause before the first repetition of a broken transfer; it doubles each time. Milliseconds. */
  pauseMs?: number;
}

/** Models over HTTP in the layout of transformers.js: a public hub, a mirror in the company, or a plain file server. */
export class HttpModelHub implements ModelHub {
  readonly address: string;
  private readonly template: string;

  /** @throws ModelHubError when the address is none */
  constructor(private readonly options: HttpModelHubOptions) {
    const url = URL.parse(options.address.replaceAll(/[{}]/g, ''));
    if (!url || !/^https?:$/.test(url.protocol)) throw new ModelHubError(`"${options.address}" is no address of a model hub: give one that begins with https:// (or http:// for a mirror on this network).`, false);
    if (url.username || url.password) throw new ModelHubError('The address of a model hub must not hold a password: give a token instead.', false);
    this.address = url.origin;
    this.template = options.address.includes('{model}') ? options.address : `${options.address.replace(/\/?$/, '/')}${STANDARD_PATH}`;
  }

  async download(file: HubFile, target: string, options: DownloadOptions = {}): Promise<Downloaded | undefined> {
    await mkdir(path.dirname(target), { recursive: true });
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(file, target, options);
      } catch (error) {
        options.signal?.throwIfAborted();
        if (!(error instanceof ModelHubError && error.retriable) || attempt === ATTEMPTS) throw error;
        await pause((this.options.pauseMs ?? FIRST_PAUSE_MS) * 2 ** (attempt - 1), options.signal);
      }
    }
  }

  private async attempt(file: HubFile, target: string, { sha256, onProgress, signal }: DownloadOptions): Promise<Downloaded | undefined> {
    const part = await PartialFile.at(target);
    const { response, digest } = await requestFollowing(this.urlOf(file), { token: this.options.token, headers: part.conditions(), signal });
    if (response.status === 404) return undefined;
    if (response.status === 416) {
      await part.discard();
      throw new ModelHubError(`${this.address} does not continue ${file.path}; it is fetched anew.`, true);
    }
    if (!response.ok || !response.body) throw refusal(response.status, file, this.address);
    const resumedAt = response.status === 206 ? part.bytes : 0;
    const total = response.headers.has('content-length') ? resumedAt + Number(response.headers.get('content-length')) : undefined;
    const bytes = await part.receive(response, resumedAt, (done) => onProgress?.(done, total));
    if (total !== undefined && bytes < total) throw new ModelHubError(`The transfer of ${file.path} broke off after ${bytes} of ${total} bytes.`, true);
    const actual = await fileDigest(part.path);
    const expected = sha256 ?? digest;
    if (expected !== undefined && expected !== actual) {
      await part.discard();
      const source = sha256 === undefined ? 'the hub' : 'the pinned digest';
      throw new ModelHubError(`${file.model}/${file.path} has the sha-256 ${actual}, and ${source} says ${expected}. ${resumedAt ? 'It is fetched anew.' : 'The file was replaced or damaged on its way: nothing of it was kept.'}`, resumedAt > 0);
    }
    await rename(part.path, target);
    await rm(part.notePath, { force: true });
    return { bytes, sha256: actual, resumedAt };
  }

  private urlOf({ model, revision, path: inside }: HubFile): string {
    const folder = this.template.replace('{model}', model.split('/').map(encodeURIComponent).join('/')).replace('{revision}', encodeURIComponent(revision));
    return `${folder.replace(/\/?$/, '/')}${inside.split('/').map(encodeURIComponent).join('/')}`;
  }
}

function refusal(status: number, { model, path: inside }: HubFile, address: string): ModelHubError {
  if (status === 401 || status === 403) return new ModelHubError(`${address} refuses ${model}/${inside} (${status}): the model is private, or its name is wrong. Give a token in CONCEPTWATCH_MODELS_HUB_TOKEN.`, false);
  return new ModelHubError(`${address} answers ${status} for ${model}/${inside}.`, status === 429 || status >= 500);
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason as Error)), { once: true });
  });
}
