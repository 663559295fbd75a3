import { z } from 'zod';
import type { Alert, AlertSource, Alerts } from '../core/repository/alerts.ts';
import type { Api } from './api.ts';

/**
 * What is switched off, or may not be read, is refused by GitHub with its own words, and thrown on: it is unknown. All of
 * it speaks of the default branch, and may lag behind it.
 */
export function createAlerts(api: Api): Alerts {
  return {
    open(source) {
      const { route, page } = SOURCES[source];
      return api.list(route, { state: 'open' }, page);
    },
  };
}

interface Source {
  readonly route: string;
  readonly page: z.ZodType<readonly Alert[]>;
}

const Dependabot = z
  .object({
    html_url: z.string(),
    security_advisory: z.object({ severity: z.string(), summary: z.string() }),
    dependency: z.object({ package: z.object({ name: z.string() }) }),
  })
  .transform(
    ({ html_url, security_advisory, dependency }): Alert => ({
      severity: severityOf(security_advisory.severity),
      title: `${dependency.package.name}: ${security_advisory.summary}`,
      url: html_url,
    }),
  );

const CodeScanning = z
  .object({
    html_url: z.string(),
    rule: z.object({
      description: z.string().nullish(),
      id: z.string().nullish(),
      severity: z.string().nullish(),
      security_severity_level: z.string().nullish(),
    }),
  })
  .transform(
    ({ html_url, rule }): Alert => ({
      // Rules that are not about security have only the other scale.
      severity: severityOf(rule.security_severity_level ?? BY_LEVEL[rule.severity ?? ''] ?? ''),
      title: rule.description ?? rule.id ?? 'code scanning alert',
      url: html_url,
    }),
  );

const SecretScanning = z
  .object({
    html_url: z.string(),
    secret_type_display_name: z.string().nullish(),
    secret_type: z.string().nullish(),
  })
  .transform(
    ({ html_url, secret_type_display_name, secret_type }): Alert => ({
      severity: 'unknown',
      title: secret_type_display_name ?? secret_type ?? 'secret',
      url: html_url,
    }),
  );

const BY_LEVEL: Readonly<Record<string, string>> = { error: 'high', warning: 'medium', note: 'low' };

const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

const severityOf = (word: string): Alert['severity'] => SEVERITIES.find((each) => each === word) ?? 'unknown';

const SOURCES: Readonly<Record<AlertSource, Source>> = {
  dependabot: { route: 'GET /repos/{owner}/{repo}/dependabot/alerts', page: z.array(Dependabot) },
  'code-scanning': { route: 'GET /repos/{owner}/{repo}/code-scanning/alerts', page: z.array(CodeScanning) },
  'secret-scanning': { route: 'GET /repos/{owner}/{repo}/secret-scanning/alerts', page: z.array(SecretScanning) },
};
