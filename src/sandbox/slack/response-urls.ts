import { type Answer, fields, json, word } from '../http.ts';
import { Refusal } from './methods/_method.ts';
import { contentOf } from './methods/chat.ts';
import { BOT } from './people.ts';
import type { Message, Workspace } from './workspace.ts';

const USES = 5;
const LIFETIME_MS = 30 * 60_000;

/** Where an answer sent to a `response_url` goes. */
export interface ReplyPlace {
  readonly user: string;
  readonly channel: string;
  readonly threadTs: string | undefined;
  /** The message that was clicked, which may be replaced. */
  readonly message: Message | undefined;
}

export interface ResponseUrls {
  issue(place: ReplyPlace): string;
  /** Answers `POST /response/<id>`. */
  answer(id: string, body: string): Answer;
}

export function createResponseUrls(workspace: Workspace, origin: string): ResponseUrls {
  const issued = new Map<string, { readonly place: ReplyPlace; readonly until: number; uses: number }>();

  return {
    issue(place) {
      const id = workspace.id('R');
      issued.set(id, { place, until: workspace.machine() + LIFETIME_MS, uses: 0 });
      return `${origin}/response/${id}`;
    },
    answer(id, body) {
      const url = issued.get(id);
      if (!url || workspace.machine() > url.until) return json(404, { ok: false, error: 'expired_url' });
      if (url.uses >= USES) return json(404, { ok: false, error: 'used_url' });
      url.uses += 1;
      try {
        reply(workspace, url.place, JSON.parse(body));
        return { status: 200, body: 'ok' };
      } catch (error) {
        if (error instanceof Refusal) return json(400, { ok: false, error: error.code });
        if (error instanceof SyntaxError) return json(400, { ok: false, error: 'invalid_payload' });
        throw error;
      }
    },
  };
}

/** Says what the app answered, whether it came in an acknowledgement or by `response_url`: a text, or a message. */
export function reply(workspace: Workspace, place: ReplyPlace, answer: unknown): void {
  const body = typeof answer === 'string' ? { text: answer } : fields(answer);
  const old = place.message && workspace.message(place.message.channel, place.message.ts);
  if (body.delete_original === true) {
    if (old) workspace.remove(old);
    return;
  }
  if (body.replace_original === true && old) {
    workspace.replace(old, contentOf(body));
    return;
  }
  workspace.post({
    channel: place.channel,
    ...contentOf(body),
    user: BOT.userId,
    threadTs: word(body.thread_ts) || place.threadTs,
    onlyFor: body.response_type === 'in_channel' ? undefined : place.user,
  });
}
