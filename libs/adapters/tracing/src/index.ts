export { startTracing, type Tracing, type TracingOptions } from './start-tracing';
export { TracedLog } from './traced-log';
