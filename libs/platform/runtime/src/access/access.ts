import { SetMetadata } from '@nestjs/common';

export const ACCESS_ROLES = ['viewer', 'operator', 'admin'] as const;
export type AccessRole = (typeof ACCESS_ROLES)[number];
export type AccessLevel = AccessRole | 'public';

const ACCESS = Symbol.for('conceptwatch.Access');

/** Who may call a route. A route without it is closed to all, and the service does not start. */
export const Access = (level: AccessLevel): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, level);

/** What `@Access` says about a handler, or about its controller. */
export function accessOf(handler: object, controller: object): AccessLevel | undefined {
  return (Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, controller)) as AccessLevel | undefined;
}

/** An operator may do what a viewer may, an admin everything. */
export function covers(held: AccessRole, needed: AccessRole): boolean {
  return ACCESS_ROLES.indexOf(held) >= ACCESS_ROLES.indexOf(needed);
}
