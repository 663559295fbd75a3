import type { KnownBlock } from '@slack/types';
import type { Upcoming } from '../../core/ports.ts';
import type { FollowUpView, ReleaseView } from '../../core/release/release.ts';
import { orderButton } from './button.ts';
import { context, fitted, plainLine, section, sections } from './limits.ts';
import { type Mentions, person, rolesInWords } from './people.ts';
import { type Drawing, overview, stateSentence } from './release-card.ts';
import { waitLines } from './waits.ts';
import { date, INDENT, RELEASE_WORD, releaseTitle } from './words.ts';

/** Where one release stands. No buttons that move it: those are on the card, which is kept up to date. */
export function statusOfOne(view: ReleaseView, mentions: Mentions): Drawing {
  return {
    text: stateSentence(view),
    blocks: fitted([...overview(view, mentions), ...followUpBlocks(view, mentions)]),
  };
}

/** Several open releases at a glance. */
export function statusOfMany(rows: readonly { readonly view: ReleaseView; readonly mentions: Mentions }[]): Drawing {
  return {
    text: `${rows.length} releases are open. ${rows
      .slice(0, 10)
      .map(({ view }) => stateSentence(view))
      .join(' ')}`,
    blocks: fitted([
      ...rows.flatMap(({ view, mentions }) => shortStatus(view, mentions)),
      context('Details of one: `/release status <id>`'),
    ]),
  };
}

export function statusOfNone(upcoming: readonly Upcoming[]): Drawing {
  const lines = upcoming.map(
    ({ playbook, type, at }) => `• ${plainLine(playbook, 100)} (${plainLine(type, 60)}) opens ${date(at)}`,
  );
  const text = 'No release is open.';
  return {
    text,
    blocks: [
      section(text),
      ...sections(lines),
      context('Start one: `/release start <playbook>` · what was: `/release history`'),
    ],
  };
}

function shortStatus(view: ReleaseView, mentions: Mentions): KnownBlock[] {
  const { icon, word } = RELEASE_WORD[view.status];
  const hold = view.hold === null ? '' : ` · :double_vertical_bar: on hold by ${person(view.hold.by)}`;
  return sections([
    `${icon} *${plainLine(releaseTitle(view), 150)}* · \`${view.id}\` · ${word}${hold}`,
    ...waitLines(view, mentions, 3).map((line) => `${INDENT}• ${line}`),
  ]);
}

const SHOWN_FOLLOW_UPS = 12;

function followUpBlocks(view: ReleaseView, mentions: Mentions): KnownBlock[] {
  if (view.followUps.length === 0) return [];
  return [
    section('*Follow-ups*'),
    ...view.followUps.slice(0, SHOWN_FOLLOW_UPS).map((task, n) => followUpBlock(view.id, task, { mentions, n })),
  ];
}

function followUpBlock(
  release: string,
  { id, title, owner, dueAt, doneAt, doneBy }: FollowUpView,
  { mentions, n }: { readonly mentions: Mentions; readonly n: number },
): KnownBlock {
  const what = plainLine(title, 200);
  if (doneAt !== null) {
    return section(
      `:white_check_mark: ${what} · done ${date(doneAt)}${doneBy === null ? '' : ` by ${person(doneBy)}`}`,
    );
  }
  return section(
    `:white_circle: ${what} · ${rolesInWords([owner], mentions)} · due ${date(dueAt)}`,
    orderButton({ n, label: 'Done', order: { order: 'follow-up', release, id } }),
  );
}
