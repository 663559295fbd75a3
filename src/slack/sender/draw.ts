import { createHash } from 'node:crypto';
import type { CardRow } from '../../core/ports.ts';
import type { ReleaseView } from '../../core/release/release.ts';
import { type Drawing, releaseCard } from '../blocks/release-card.ts';
import { requestCard } from '../blocks/request-card.ts';
import { mentionsOfRelease, type PeopleParts } from '../mentions.ts';

/** A card as it shall look now. */
export async function drawCard(row: CardRow, view: ReleaseView, people: PeopleParts): Promise<Drawing> {
  const mentions = await mentionsOfRelease(view, people);
  return row.kind === 'release' ? releaseCard(view, mentions) : requestCard(view, row, mentions);
}

/** Changes when anything that is seen changes. */
export function hashOf(drawing: Drawing): string {
  return createHash('sha256').update(JSON.stringify(drawing)).digest('hex');
}
