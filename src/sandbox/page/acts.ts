import { z } from 'zod';
import { messageOf } from '../../core/errors.ts';
import { readInstant } from '../bot-clock.ts';
import { FAULTS } from '../faults.ts';
import { type Act, act, Who } from './act.ts';
import { PULL_ACTS } from './github/pull-acts.ts';
import { REF_ACTS } from './github/ref-acts.ts';
import { RUN_ACTS } from './github/run-acts.ts';

const Value = z.union([z.string(), z.array(z.string())]);
const Click = { element: z.string().min(1), value: Value.optional(), values: z.record(z.string(), Value).default({}) };

const clickOf = ({
  element,
  value,
  values,
}: {
  element: string;
  value?: string | string[] | undefined;
  values: object;
}) => ({
  element,
  values: z.record(z.string(), Value).parse(values),
  ...(value !== undefined && { value }),
});

export const ACTS: Readonly<Record<string, Act>> = {
  ...REF_ACTS,
  ...PULL_ACTS,
  ...RUN_ACTS,

  /** Something was typed: a command, or a message of one's own. */
  say: act(
    z.object({ ...Who, channel: z.string(), thread: z.string().default(''), text: z.string().trim().min(1).max(4000) }),
    async ({ user, channel, thread, text }, { slack }) => {
      if (text.startsWith('/') && thread === '') return slack.command(user, channel, text);
      const id = slack.workspace.channel(channel)?.id ?? channel;
      const author = slack.workspace.person(user)?.id ?? user;
      slack.workspace.post({ channel: id, user: author, text: spoken(text), threadTs: thread || undefined });
      return { acked: true };
    },
  ),

  click: act(
    z.object({ ...Who, channel: z.string(), ts: z.string(), ...Click }),
    async ({ user, channel, ts, ...click }, { slack }) => {
      const message = slack.workspace.message(channel, ts);
      if (!message) return { acked: false, failure: 'this message is gone' };
      return slack.click(user, message, clickOf(click));
    },
  ),

  shortcut: act(
    z.object({
      ...Who,
      name: z.string().min(1),
      message: z.object({ channel: z.string(), ts: z.string() }).optional(),
    }),
    async ({ user, name, message: at }, { slack }) => {
      const message = at && slack.workspace.message(at.channel, at.ts);
      if (at && !message) return { acked: false, failure: 'this message is gone' };
      return slack.shortcut(user, name, message);
    },
  ),

  'click-in-modal': act(z.object({ ...Who, view: z.string(), ...Click }), async ({ user, view, ...click }, { slack }) =>
    slack.clickInModal(user, view, clickOf(click)),
  ),

  submit: act(
    z.object({ ...Who, view: z.string(), values: z.record(z.string(), Value) }),
    async ({ user, view, values }, { slack }) => slack.submit(user, view, values),
  ),

  close: act(z.object({ ...Who, view: z.string() }), async ({ user, view }, { slack }) => slack.closeModal(user, view)),

  clock: act(z.object({ to: z.string().min(1) }), async ({ to }, { clock }) => {
    const target = readInstant(to, clock.now());
    if (target <= clock.now()) return { stopped: `\`${to}\` is not ahead of the clock: choose a later time` };
    try {
      return await clock.jump(target);
    } catch (error) {
      return { stopped: `the clock did not jump: ${messageOf(error)}` };
    }
  }),

  bot: act(z.object({ do: z.enum(['kill', 'start']) }), async ({ do: what }, { bot }) => {
    if (what === 'kill') await bot.kill('SIGKILL');
    else if (bot.state === 'stopped') await bot.start();
    return {};
  }),

  app: act(
    z.object({ name: z.enum(['staging', 'production']), mood: z.enum(['well', 'broken', 'slow']) }),
    async ({ name, mood }, { platform }) => {
      await platform[name].setMood(mood);
      return {};
    },
  ),

  faults: act(
    z.object({
      of: z.enum(['slack', 'github', 'platform']),
      clear: z.boolean().optional(),
      on: z.string().default('*'),
      do: z.enum(FAULTS).default('drop'),
      times: z.int().positive().default(1),
      ms: z.int().nonnegative().default(1000),
      seconds: z.int().positive().default(1),
      status: z.int().min(400).max(599).optional(),
    }),
    async ({ of, clear, status, ...rest }, { slack, github, platform }) => {
      const { faults } = { slack, github, platform }[of];
      const fault = { ...rest, ...(status !== undefined && { status }) };
      if (clear) faults.clear();
      else faults.add(fault);
      slack.workspace.changed();
      return {};
    },
  ),

  build: act(
    z.object({ name: z.enum(['staging', 'production']), fail: z.int() }),
    async ({ name, fail }, { platform }) => {
      platform[name].failBuilds(fail);
      return {};
    },
  ),
};

/** What people type is escaped by Slack before anybody reads it. */
function spoken(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
