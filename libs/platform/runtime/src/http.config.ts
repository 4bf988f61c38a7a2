import { z } from 'zod';

export const httpConfigSchema = z.strictObject({
  host: z.string().default('127.0.0.1').describe('Address that the API and the web app listen on. Anything but localhost is open to the network: put a proxy with TLS in front.'),
  port: z.int().min(0).max(65_535).default(3000).describe('Port of the API and the web app; 0 takes a free one.'),
  secure: z.boolean().default(false).describe('Browsers come over https: cookies and headers are bound to it.'),
  trustedProxies: z.int().min(0).max(10).default(0).describe('How many proxies in front are trusted to say who the client is.'),
  sessionMs: z.int().min(60_000).default(604_800_000).meta({ unit: 'milliseconds' }).describe('How long a login on the web page holds.'),
  sessionIdleMs: z.int().min(60_000).default(86_400_000).meta({ unit: 'milliseconds' }).describe('A login that nobody used for this long ends sooner. An open page uses it.'),
});

export type HttpConfig = z.infer<typeof httpConfigSchema>;
