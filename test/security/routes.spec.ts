/// <reference types="vite/types/importMeta.d.ts" />
import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '@conceptwatch/contracts';
import { accessOf } from '@conceptwatch/platform/runtime';

type Class = abstract new (...args: never[]) => object;
const modules = import.meta.glob<Record<string, unknown>>('../../libs/**/*.controller.ts', { eager: true });

/** Every handler of every controller in the tree, with the path that clients use. */
function routes(): { route: string; access: string | undefined }[] {
  const controllers = Object.values(modules).flatMap((module) => Object.values(module).filter((value): value is Class => typeof value === 'function' && Reflect.hasMetadata('path', value)));
  return controllers.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, object>;
    const handlers = Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor' && Reflect.hasMetadata('path', prototype[name]));
    return handlers.map((name) => {
      const handler = prototype[name];
      const parts = [controller, handler].map((target) => String(Reflect.getMetadata('path', target)).replace(/^\/+|\/+$/g, ''));
      const method = RequestMethod[Reflect.getMetadata('method', handler) as number];
      return { route: `${method} /${parts.filter(Boolean).join('/').replace(/:(\w+)/g, '{$1}')}`, access: accessOf(handler, controller) };
    });
  });
}

describe('every route', () => {
  it('says who may call it', () => {
    expect(routes().filter(({ access }) => access === undefined)).toEqual([]);
  });

  it('is in the OpenAPI document with the role that it asks for, and no other is', () => {
    const documented = OPERATIONS.map(({ method, path, role }) => `${method.toUpperCase()} ${path}: ${role}`);
    expect(routes().map(({ route, access }) => `${route}: ${access}`).sort()).toEqual(documented.sort());
  });
});
