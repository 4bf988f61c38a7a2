import type { INestApplicationContext } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { type AccessLevel, accessOf } from './access/access';

export interface Route {
  controller: string;
  handler: string;
  access: AccessLevel | undefined;
}

/** Every route handler of an application with what `@Access` says about it. */
export function listRoutes(app: INestApplicationContext): Route[] {
  const scanner = new MetadataScanner();
  const routes: Route[] = [];
  for (const { controllers } of app.get(ModulesContainer).values())
    for (const { metatype } of controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const prototype = metatype.prototype as Record<string, object>;
      for (const handler of scanner.getAllMethodNames(prototype)) {
        if (Reflect.getMetadata('path', prototype[handler]) === undefined) continue;
        routes.push({ controller: metatype.name, handler, access: accessOf(prototype[handler], metatype) });
      }
    }
  return routes;
}

/** @throws Error naming the routes that do not say who may call them. */
export function requireAccessOnEveryRoute(app: INestApplicationContext): void {
  const open = listRoutes(app).filter(({ access }) => access === undefined);
  if (open.length) throw new Error(`Routes without @Access: ${open.map(({ controller, handler }) => `${controller}.${handler}`).join(', ')}. Say who may call them.`);
}
