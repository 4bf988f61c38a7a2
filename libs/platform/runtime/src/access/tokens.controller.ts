import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import type { z } from 'zod';
import { type AuditEntry, newTokenSchema, type TokenView } from '@conceptwatch/contracts';
import { type Clock, CLOCK } from '@conceptwatch/ports';
import { ProblemError } from '../problem-error';
import { zodPipe } from '../zod-pipe';
import { Access } from './access';
import { callerOf } from './access.guard';
import { AuditLog } from './audit-log';
import { tellChange } from './audit.interceptor';
import { type AccessToken, TokenVault } from './token-vault';

const DAY_MS = 86_400_000;
const SHOWN = 200;

/** Access tokens and the audit log, for the role admin. */
@Controller('api/v1')
export class TokensController {
  constructor(
    @Inject(TokenVault) private readonly tokens: TokenVault,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('tokens')
  @Access('admin')
  async list(): Promise<TokenView[]> {
    return (await this.tokens.list()).sort((a, b) => b.createdAt - a.createdAt).map(toView);
  }

  @Post('tokens')
  @HttpCode(201)
  @Access('admin')
  async create(@Body(zodPipe(newTokenSchema)) { name, role, scopes, expires_in_days: days }: z.infer<typeof newTokenSchema>, @Req() request: Request): Promise<TokenView & { secret: string }> {
    const held = callerOf(request)?.scopes;
    if (held && !scopes?.every((scope) => held.includes(scope))) throw new ProblemError(403, 'scope-too-narrow', `Your token is held to the scopes ${held.join(', ')}: name scopes among these for the new one.`);
    const { secret, ...token } = await this.tokens.create(name, role, { ...(scopes ? { scopes } : {}), ...(days === undefined ? {} : { expiresAt: this.clock.now() + days * DAY_MS }) });
    tellChange(request, { after: toView(token) });
    return { ...toView(token), secret };
  }

  @Delete('tokens/:id')
  @HttpCode(204)
  @Access('admin')
  async revoke(@Param('id') id: string, @Req() request: Request): Promise<void> {
    if (callerOf(request)?.tokenId === id) throw new ProblemError(409, 'own-token', 'This is the token that you use: revoke it with another one.');
    const token = (await this.tokens.list()).find((known) => known.id === id);
    if (!token || !(await this.tokens.revoke(id))) throw new ProblemError(404, 'unknown-token', `There is no token "${id}".`);
    tellChange(request, { before: toView(token) });
  }

  @Get('audit')
  @Access('admin')
  entries(@Query('limit') limit?: string, @Query('before') before?: string): Promise<AuditEntry[]> {
    const most = limit === undefined ? SHOWN : Number(limit);
    if (!Number.isInteger(most) || most < 1 || most > 10_000) throw new ProblemError(400, 'bad-request', `"${limit}" is not a whole number from 1 to 10000.`);
    const until = before === undefined ? Infinity : Number(before);
    if (Number.isNaN(until)) throw new ProblemError(400, 'bad-request', `"${before}" is not a time in milliseconds.`);
    return this.audit.list(most, until);
  }
}

const toView = ({ id, name, role, scopes, createdAt, expiresAt }: AccessToken): TokenView => ({ id, name, role, scopes: scopes ?? null, created_at: createdAt, expires_at: expiresAt ?? null });
