import { escapeText } from '../core/text.ts';
import type { EngineParts } from './parts.ts';
import { sayMessage } from './say.ts';

/** Says once that a follow-up is due, with a button to tick it off. */
export async function tellFollowUp(release: string, id: number, parts: EngineParts): Promise<void> {
  await parts.store.withRelease(release, async (unit) => {
    const followUp = (await unit.followUps()).find((each) => each.id === id);
    const run = unit.runs[0];
    if (!followUp || !run || followUp.told || followUp.doneAt !== null) return;
    await unit.saveFollowUp({ ...followUp, told: true });
    const written = unit.release.plan.playbook.followUps.find(({ title }) => title === followUp.title);
    const lines = (written?.lines ?? []).map((line) => `\n• ${escapeText(line)}`).join('');
    await sayMessage({ unit, run, now: parts.clock.now(), parts }, 'follow-up-due', {
      fill: {
        step: escapeText(followUp.title),
        note: `${escapeText(followUp.title)}${lines}`,
        who: escapeText(followUp.owner),
      },
      mentions: [...new Set([followUp.owner, ...(written?.with ?? [])])],
      buttons: [{ label: 'Done', order: { order: 'follow-up', release, id }, style: 'primary' }],
    });
  });
}
