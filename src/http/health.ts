import type { Route } from './server.ts';

export interface Health {
  /** Whether the store answers, Slack knows us and the due loop runs; each with what is wrong in plain text. */
  readonly ok: boolean;
  readonly problems: readonly string[];
}

/** GET /healthz: alive as a process. GET /readyz: able to work, or what hinders it. */
export function healthRoutes(look: () => Promise<Health>): readonly Route[] {
  return [
    { method: 'GET', path: '/healthz', answer: async () => ({ status: 200, body: { ok: true } }) },
    {
      method: 'GET',
      path: '/readyz',
      answer: async () => {
        const health = await look();
        return { status: health.ok ? 200 : 503, body: health };
      },
    },
  ];
}
