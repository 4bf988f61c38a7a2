import type { Clock, History, MessageLog, StateStore } from '@conceptwatch/ports';
import type { ServiceConfig } from '../standalone-config';
import type { Toolbox } from '../toolbox';
import type { ImageSetParts } from './image-set';

/** What the jobs of a service work with. */
export interface JobParts {
  toolbox: Toolbox;
  log: MessageLog;
  state: StateStore;
  history: History;
  clock: Clock;
  config: ServiceConfig;
  version: string;
}

export async function setParts({ toolbox, state, history, config }: JobParts): Promise<ImageSetParts> {
  return { state, history, folders: config.admin.folders, decoder: await toolbox.decoder(), embedder: await toolbox.embedder() };
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
