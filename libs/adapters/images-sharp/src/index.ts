export * from './art/emoji-art-book';
