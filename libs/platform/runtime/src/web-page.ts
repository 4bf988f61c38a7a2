import { existsSync } from 'node:fs';
import path from 'node:path';
import express, { type RequestHandler, type Response } from 'express';

const ONE_YEAR = 'public, max-age=31536000, immutable';

/** Serves a built single-page app: hashed assets for a year, the page itself always fresh and for every path that no API has. */
export function webPage(directory: string): RequestHandler[] {
  const index = path.join(directory, 'index.html');
  if (!existsSync(index)) throw new Error(`The web app is missing: ${index} does not exist. Run "npm run build".`);
  const files = express.static(directory, {
    index: false,
    redirect: false,
    setHeaders: (response: Response, file: string) => void response.setHeader('cache-control', isHashed(path.relative(directory, file)) ? ONE_YEAR : 'no-cache'),
  });
  const page: RequestHandler = (request, response, next) => {
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !request.path.startsWith('/api/') && path.extname(request.path) === '' && request.accepts('html');
    if (!isPage) return next();
    response.setHeader('cache-control', 'no-cache');
    response.sendFile(index);
  };
  return [files, page];
}

const isHashed = (file: string): boolean => file.split(path.sep)[0] === 'assets';
