/** What the page knows and how it talks to the sandbox. */

const saved = (name, otherwise) => sessionStorage.getItem(name) ?? otherwise;

/** Who looks at what; kept for this tab, so that two tabs can be two people. */
export const look = {
  user: saved('user', 'U0ROSA'),
  channel: saved('channel', 'C0RELEASES'),
  /** `github` in front of the repository, empty in front of a channel. */
  view: saved('view', ''),
  thread: '',
};

export function lookAt(change) {
  Object.assign(look, change);
  sessionStorage.setItem('user', look.user);
  sessionStorage.setItem('channel', look.channel);
  sessionStorage.setItem('view', look.view);
}

export async function fetchState() {
  const response = await fetch(`/sandbox/state?${new URLSearchParams(look)}`);
  return response.json();
}

/** Carries out what a person did. What went wrong comes back as `problem`, never as an exception. */
export async function act(what, body) {
  try {
    const response = await fetch(`/sandbox/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: look.user, ...body }),
    });
    return await response.json();
  } catch {
    return { problem: 'The sandbox does not answer. Is it still running?' };
  }
}

/** Calls `changed` whenever something happened, and once at first. */
export function listen(changed) {
  const events = new EventSource('/sandbox/events');
  events.onopen = changed;
  events.onmessage = changed;
}

const seenKey = (channel) => `seen ${look.user} ${channel}`;
export const seen = (channel) => saved(seenKey(channel), '0');
export const markSeen = (channel, ts) => sessionStorage.setItem(seenKey(channel), ts);
