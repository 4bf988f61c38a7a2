export { RecordTooLarge } from './kafka-errors';
export * from './kafka-log';
