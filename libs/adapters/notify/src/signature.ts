import { createHmac } from 'node:crypto';

/**
 * The signature of the Standard Webhooks convention: HMAC-SHA256 over "id.timestamp.body", base64, with its version before it.
 * The receiver computes the same, compares in constant time, and refuses timestamps that are minutes old.
 *
 * @param timestampSeconds seconds since the epoch, as in the header webhook-timestamp
 */
export function signatureOf(secret: string, id: string, timestampSeconds: number, body: string): string {
  return `v1,${createHmac('sha256', secret).update(`${id}.${timestampSeconds}.${body}`).digest('base64')}`;
}
