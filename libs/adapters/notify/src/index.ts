export { toCloudEvent, type CloudEvent } from './cloud-event';
export { signatureOf } from './signature';
export { WebhookNotifier, type WebhookNotifierOptions } from './webhook-notifier';
