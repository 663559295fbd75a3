import type { Target } from '../core/playbook/playbook.ts';
import { addressOf, bearerFor, type ProbeTools, probe } from './_probe.ts';

/** The version that a target says it runs; `unknown` tells why nobody knows. */
export type Running = { readonly version: string } | { readonly unknown: string };

/** Asks a target which version it runs: JSON with `version`, or plain text. */
export async function runningVersion(target: Target, tools: ProbeTools, signal: AbortSignal): Promise<Running> {
  if (target.versionAt === undefined) return { unknown: `target \`${target.name}\` has no \`version-at\`` };
  const url = addressOf(target, target.versionAt);
  const seen = await probe({ url, headers: bearerFor(target, url, tools), signal }, tools);
  if (!seen.answered) return { unknown: `${target.versionAt}: ${seen.why}` };
  if (!seen.ok) return { unknown: `${target.versionAt} answered ${seen.status}` };
  const version = readVersion(seen.text);
  return version === undefined ? { unknown: `${target.versionAt} answered no version` } : { version };
}

function readVersion(text: string): string | undefined {
  const version = text.trim().startsWith('{') ? versionIn(text) : text;
  const clean = plainVersion(version ?? '');
  return /^[\w.+-]{1,64}$/.test(clean) ? clean : undefined;
}

function versionIn(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'version' in body ? String(body.version) : undefined;
  } catch {
    // It only began like JSON.
    return undefined;
  }
}

/** `v1.4.0` and `1.4.0` are the same version. */
export function plainVersion(version: string): string {
  return version.trim().replace(/^v(?=\d)/, '');
}
