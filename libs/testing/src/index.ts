export * from './available';
export * from './conformance/history';
export * from './conformance/message-log';
export * from './conformance/state-store';
export * from './manual-clock';
export * from './postgres-cluster';
export * from './program';
export * from './system-clock';
