export * from './compose-config';
export * from './config-invalid';
export type { ConfigParts, Setting } from './setting';
