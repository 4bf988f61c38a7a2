import { z } from 'zod';
import { SCOPES } from './access-scope';

const roleSchema = z.enum(['viewer', 'operator', 'admin']);
const scopesSchema = z.array(z.enum(SCOPES)).min(1).max(SCOPES.length);

export const newTokenSchema = z.strictObject({
  name: z.string().trim().min(1).max(100).describe('Whose it is or what it is for.'),
  role: roleSchema,
  scopes: scopesSchema.optional().describe('Parts of the API that it is for; all that the role may when absent.'),
  expires_in_days: z.int().min(1).max(3650).optional().describe('Never when absent.'),
});

export const tokenSchema = z.object({ id: z.string(), name: z.string(), role: roleSchema, scopes: scopesSchema.nullable().describe('Null: all that the role may.'), created_at: z.number(), expires_at: z.number().nullable() });
export type TokenView = z.infer<typeof tokenSchema>;
export const createdTokenSchema = tokenSchema.extend({ secret: z.string().describe('Shown once; only its digest is kept.') });

/** One line of the audit log. */
export const auditEntrySchema = z.object({
  id: z.string(),
  at: z.number(),
  who: z.string().describe('Name of the token; "nobody" for who was not logged in.'),
  role: roleSchema.nullable(),
  address: z.string(),
  action: z.string().describe('Method and path.'),
  status: z.int().describe('HTTP status: 4xx were refused.'),
  before: z.string().optional(),
  after: z.string().optional(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
