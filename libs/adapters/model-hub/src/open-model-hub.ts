import type { ModelHub } from '@conceptwatch/ports';
import { HttpModelHub } from './http-model-hub';

/** A hub or mirror by its address, or the public hub that transformers.js knows. @throws ModelHubError */
export async function openModelHub({ address, token }: { address?: string; token?: string }): Promise<ModelHub> {
  if (address !== undefined) return new HttpModelHub({ address, token });
  const { env } = await import('@xenova/transformers');
  return new HttpModelHub({ address: env.remoteHost + env.remotePathTemplate, token });
}
