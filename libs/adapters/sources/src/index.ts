export * from './camera-source';
export * from './file-selection';
export * from './folder-source';
export * from './reference-image-store';
