/** Where the admin role has a small picture of a stored image. */
export const thumbnailUrl = (stream: string, imageId: string): string => `/api/v1/streams/${stream}/images/${encodeURIComponent(imageId)}/thumbnail`;
