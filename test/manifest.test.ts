import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadDefinitions } from '../src/engine/load.ts';
import type { Command } from '../src/slack/commands/_command.ts';
import type { Shortcut } from '../src/slack/shortcuts/_shortcut.ts';

const SOURCE = readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8');
const SLACK = new URL('../src/slack/', import.meta.url);

const Manifest = z.object({
  features: z.object({
    slash_commands: z.array(z.object({ command: z.string(), usage_hint: z.string(), should_escape: z.boolean() })),
    shortcuts: z.array(z.object({ callback_id: z.string(), type: z.string() })),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    interactivity: z.object({ is_enabled: z.boolean() }),
    event_subscriptions: z.unknown().optional(),
  }),
});
const manifest = Manifest.parse(parse(SOURCE));

/** What a bot token needs for each method of the Web API. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'views.open': [],
  'views.update': [],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'users.info': ['users:read'],
  'users.lookupByEmail': ['users:read.email', 'users:read'],
  'usergroups.list': ['usergroups:read'],
  'conversations.list': ['channels:read', 'groups:read'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.replies': ['channels:history', 'groups:history'],
};

const code = readdirSync(SLACK, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(new URL(file, SLACK), 'utf8'))
  .join('\n');

describe('the manifest', () => {
  it('registers the commands that the code listens to, and no other', () => {
    const listened = [...code.matchAll(/\.command\('([^']+)'/g)].map(([, name]) => name);

    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(listened);
  });

  it('hints at every subcommand there is', async () => {
    const commands = await loadDefinitions<Command>(new URL('commands/', SLACK));
    const [release] = manifest.features.slash_commands;

    expect(release?.usage_hint.split(' | ').toSorted()).toEqual([...commands.keys()].toSorted());
  });

  it('offers the shortcuts that the code opens, and no other', async () => {
    const shortcuts = await loadDefinitions<Shortcut>(new URL('shortcuts/', SLACK));
    const opened = [...shortcuts.values()].flatMap(({ name, places }) => places.map((place) => `${name}:${place}`));

    const offered = manifest.features.shortcuts;
    expect(offered.map(({ callback_id }) => callback_id).toSorted()).toEqual(opened.toSorted());
    expect(offered.every(({ callback_id, type }) => callback_id.endsWith(`:${type}`))).toBe(true);
  });

  it('asks for the rights that the code needs, and for no more', () => {
    const methods = [
      ...code.matchAll(/(?:client|interactive)\s*\.((?:auth|chat|users|usergroups|views|conversations)\s*\.\w+)\(/g),
    ];
    const needed = methods.flatMap(([, method = '']) => NEEDS[method.replaceAll(/\s/g, '')] ?? [`${method}?`]);

    expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual([...new Set(['commands', ...needed])].toSorted());
  });

  it('turns on what the code relies on: buttons, and people in commands told from text', () => {
    expect(manifest.settings.interactivity.is_enabled).toBe(true);
    expect(manifest.features.slash_commands.every(({ should_escape }) => should_escape)).toBe(true);
  });

  it('subscribes to no events, since nothing listens to any', () => {
    expect(code).not.toMatch(/\.event\(/);
    expect(manifest.settings.event_subscriptions).toBeUndefined();
  });

  const schema = new URL('../../shared/manifest.schema.2.0.0.json', import.meta.url);
  const itWithSchema = existsSync(schema) ? it : it.skip;
  itWithSchema("is valid by Slack's own schema (skipped where the schema is not beside the checkout)", () => {
    // The schema uses keywords and formats of Slack's own.
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));

    expect(validate(parse(SOURCE)) ? [] : validate.errors).toEqual([]);
  });
});
