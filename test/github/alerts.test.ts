import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/core/errors.ts';
import { createAlerts } from '../../src/github/alerts.ts';
import { answering, apiAt, refusing } from '../support/github-api.ts';
import { json, serve } from '../support/local-server.ts';

const dependabot = (severity: string, number = 1) => ({
  html_url: `https://github.com/acme/shop/security/dependabot/${number}`,
  security_advisory: { severity, summary: 'Prototype pollution' },
  dependency: { package: { name: 'lodash' } },
});
const codeScanning = (rule: object) => ({
  html_url: 'https://x.example',
  rule: { description: 'SQL injection', ...rule },
});

async function open(source: 'dependabot' | 'code-scanning' | 'secret-scanning', answer: object) {
  await using server = await serve(answering({ [`GET /${source}/alerts`]: answer }));
  return await createAlerts(apiAt(server.url)).open(source);
}

describe('alerts', () => {
  it('are told with their severity, a title and an address', async () => {
    expect(await open('dependabot', [dependabot('critical')])).toEqual([
      {
        severity: 'critical',
        title: 'lodash: Prototype pollution',
        url: 'https://github.com/acme/shop/security/dependabot/1',
      },
    ]);
  });

  it.each([
    [{ security_severity_level: 'medium', severity: 'error' }, 'medium'],
    [{ security_severity_level: null, severity: 'error' }, 'high'],
    [{ severity: 'note' }, 'low'],
    [{ severity: 'none' }, 'unknown'],
    [{}, 'unknown'],
  ])('of code scanning with %j are %s', async (rule, severity) => {
    expect(await open('code-scanning', [codeScanning(rule)])).toMatchObject([{ severity }]);
  });

  it('of leaked secrets have no severity of their own', async () => {
    const leaked = { html_url: 'https://x.example', secret_type_display_name: 'AWS key' };

    expect(await open('secret-scanning', [leaked])).toMatchObject([{ severity: 'unknown', title: 'AWS key' }]);
  });

  it('are read to the last page, which has no number', async () => {
    await using server = await serve(({ path }, response) => {
      const isLast = path.includes('after=abc');
      const next = `<${server.url}/repos/acme/shop/dependabot/alerts?state=open&after=abc>; rel="next"`;
      if (!isLast) response.setHeader('link', next);
      json(response, [dependabot('low', isLast ? 2 : 1)]);
    });

    expect(await createAlerts(apiAt(server.url)).open('dependabot')).toHaveLength(2);
  });

  it.each([
    [403, 'Dependabot alerts are disabled for this repository.'],
    [404, 'no analysis found'],
  ])('that can not be read (%d) are unknown, and not none', async (status, message) => {
    const error = await open('dependabot', refusing(status, message)).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(UserError);
    expect(error).toHaveProperty('message', expect.stringContaining(message));
  });
});
