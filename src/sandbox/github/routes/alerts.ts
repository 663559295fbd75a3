import { json } from '../../http.ts';
import type { Alert, AlertSource } from '../alerts.ts';
import type { World } from '../world.ts';
import { type Call, paged, pageOf, Refusal, type Route } from './_route.ts';

const DISABLED: Readonly<Record<AlertSource, string>> = {
  dependabot: 'Dependabot alerts are disabled for this repository.',
  'code-scanning': 'Advanced Security must be enabled for this repository to use code scanning.',
  'secret-scanning': 'Secret scanning is disabled on this repository.',
};

export const alerts: readonly Route[] = [
  {
    name: 'dependabot.list-alerts-for-repo',
    at: 'GET /dependabot/alerts',
    needs: ['vulnerability_alerts', 'read'],
    run: (call, world) => afterCursor(call, found(call, world, 'dependabot'), dependabot),
  },
  {
    name: 'code-scanning.list-alerts-for-repo',
    at: 'GET /code-scanning/alerts',
    needs: ['security_events', 'read'],
    run: (call, world) => paged(call, found(call, world, 'code-scanning'), (page) => page.map(codeScanning)),
  },
  {
    name: 'secret-scanning.list-alerts-for-repo',
    at: 'GET /secret-scanning/alerts',
    needs: ['secret_scanning_alerts', 'read'],
    run: (call, world) => afterCursor(call, found(call, world, 'secret-scanning'), secretScanning),
  },
];

function found({ query }: Call, { alerts: all }: World, source: AlertSource): readonly Alert[] {
  const switchedOn = all.get(source);
  if (!switchedOn) throw new Refusal(403, DISABLED[source]);
  const states = query.get('state')?.split(',');
  const severities = query.get('severity')?.split(',');
  return switchedOn.filter(
    ({ state, severity }) =>
      (states?.includes(state) ?? true) && (source !== 'dependabot' || (severities?.includes(severity ?? '') ?? true)),
  );
}

/** No numbers of pages here: the link to the next one holds a word that means nothing to anybody else. */
function afterCursor(call: Call, items: readonly Alert[], shown: (alert: Alert) => object) {
  const { size } = pageOf(call);
  const after = Number(Buffer.from(call.query.get('after') ?? '', 'base64url').toString() || 0);
  const page = items.slice(after, after + size);
  if (after + size >= items.length) return json(200, page.map(shown));
  const next = new URL(call.url);
  next.searchParams.set('after', Buffer.from(String(after + size)).toString('base64url'));
  return json(200, page.map(shown), { link: `<${next}>; rel="next"` });
}

function dependabot({ number, state, severity, title }: Alert): object {
  return {
    number,
    state,
    html_url: `https://github.com/humac/kars/security/dependabot/${number}`,
    dependency: {
      package: { ecosystem: 'npm', name: title.split(' ')[0] },
      manifest_path: 'package-lock.json',
      scope: 'runtime',
    },
    security_advisory: { ghsa_id: `GHSA-${number}`, severity, summary: title },
  };
}

function codeScanning({ number, state, severity, title }: Alert): object {
  return {
    number,
    state,
    html_url: `https://github.com/humac/kars/security/code-scanning/${number}`,
    rule: {
      id: `rule-${number}`,
      severity: severity === null ? 'error' : 'warning',
      security_severity_level: severity,
      description: title,
    },
  };
}

function secretScanning({ number, state, title }: Alert): object {
  return {
    number,
    state,
    html_url: `https://github.com/humac/kars/security/secret-scanning/${number}`,
    secret_type_display_name: title,
  };
}
