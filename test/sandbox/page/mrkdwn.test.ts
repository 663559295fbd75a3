import { describe, expect, it } from '@jest/globals';
import { createEmoji } from '../../../src/sandbox/page/library.ts';
import { mrkdwn } from '../../../src/sandbox/page/mrkdwn.ts';
import { formatDate, type Reader } from '../../../src/sandbox/page/reader.ts';
import { Workspace } from '../../../src/sandbox/slack/workspace.ts';

/** Thursday, 17:00 in New York. */
const NOW = Date.UTC(2026, 2, 5, 22);
const clock = (): number => NOW;
const reader: Reader = {
  workspace: new Workspace({ now: clock, machine: clock }),
  zone: 'America/New_York',
  now: NOW,
  emoji: createEmoji(),
};

describe('mrkdwn', () => {
  it.each([
    ['*bold* and _italic_ and ~gone~', '<strong>bold</strong> and <em>italic</em> and <s>gone</s>'],
    ['a_b_c 2*3*4', 'a_b_c 2*3*4'],
    ['`*code*`', '<code>*code*</code>'],
    ['```\na < b\n```', '<pre>a &lt; b\n</pre>'],
    ['one\ntwo', 'one<br>two'],
    ['&gt; said', '<blockquote>said</blockquote>'],
    [':rocket: go', '<span class="emoji">🚀</span> go'],
    [':no-such-thing:', '<span class="emoji">:no-such-thing:</span>'],
    ['<@U0ROSA>', '<span class="mention">@Rosa Lindqvist</span>'],
    ['<#C0RELEASES|x>', '<span class="mention">#releases</span>'],
    ['<!subteam^S0KARSQA|@kars-qa>', '<span class="mention">@kars-qa</span>'],
    ['<!channel>', '<span class="mention broadcast">@channel</span>'],
    [
      '<https://a.example/?a=1&amp;b=2|A &amp; B>',
      '<a href="https://a.example/?a=1&amp;b=2" target="_blank" rel="noreferrer">A &amp; B</a>',
    ],
  ])('%j is drawn as Slack would', (text, markup) => {
    expect(mrkdwn(text, reader).markup).toBe(markup);
  });

  it.each([
    ['an escaped mention', '&lt;!channel&gt;', '&lt;!channel&gt;'],
    ['an escaped mention in bold', '*&lt;@U0ROSA&gt;*', '<strong>&lt;@U0ROSA&gt;</strong>'],
    ['markup', '<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    ['a link that runs a script', '<javascript:alert(1)|click>', '&lt;javascript:alert(1)|click&gt;'],
    [
      'a link that leaves its attribute',
      '<https://a.example/"onclick="x|y>',
      '<a href="https://a.example/&quot;onclick=&quot;x" target="_blank" rel="noreferrer">y</a>',
    ],
  ])('%s stays text', (_case, text, markup) => {
    expect(mrkdwn(text, reader).markup).toBe(markup);
  });
});

describe('a date', () => {
  it.each([
    ['America/New_York', 0, '{date_short_pretty} at {time}', 'today at 5:00 PM'],
    ['Europe/Prague', 0, '{date_short_pretty} at {time}', 'today at 11:00 PM'],
    ['Europe/Prague', 2, '{date_short_pretty} at {time}', 'tomorrow at 1:00 AM'],
    ['America/New_York', -24, '{date_pretty}', 'yesterday'],
    ['America/New_York', 72, '{date_long}', 'Sunday, March 8th, 2026'],
    ['America/New_York', -2, '{ago}', '2 hours ago'],
    ['America/New_York', 0, '{nonsense}', '{nonsense}'],
  ])('is told in the zone of the reader: %s, %i hours from now', (zone, hours, pattern, text) => {
    expect(formatDate(NOW + hours * 3_600_000, pattern, { zone, now: NOW })).toBe(text);
  });
});
