export * from './conformance/message-log';
export * from './manual-clock';
export * from './system-clock';
