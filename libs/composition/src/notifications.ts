import { WebhookNotifier } from '@conceptwatch/adapters/notify';
import type { Clock, Notifier } from '@conceptwatch/ports';
import type { NotifyConfig } from '@conceptwatch/roles/notify';

/** Who is told about drift events, where the settings name a receiver. */
export function notifications(config: NotifyConfig, clock: Clock): { config: NotifyConfig; notifier: Notifier } | undefined {
  const { url, secret, timeoutMs } = config;
  return url === undefined ? undefined : { config, notifier: new WebhookNotifier({ url, secret, timeoutMs, clock }) };
}
