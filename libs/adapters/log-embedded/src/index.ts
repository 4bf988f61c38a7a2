export { DataFolderInUse } from './data-folder-lock';
export * from './embedded-log';
