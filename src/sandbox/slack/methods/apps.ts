import { APP_ID, BOT, TEAM } from '../people.ts';
import type { Method } from './_method.ts';

export const apps: Readonly<Record<string, Method>> = {
  'auth.test': {
    tier: 'free',
    token: 'bot',
    run: () => ({
      url: `https://${TEAM.domain}.slack.com/`,
      team: TEAM.name,
      user: BOT.name,
      team_id: TEAM.id,
      user_id: BOT.userId,
      bot_id: BOT.id,
      app_id: APP_ID,
      is_enterprise_install: false,
    }),
  },

  'api.test': { tier: 'free', token: 'bot', run: () => ({}) },

  'apps.connections.open': {
    tier: 3,
    token: 'app',
    run: (_args, { socketUrl }) => ({ url: socketUrl() }),
  },
};
