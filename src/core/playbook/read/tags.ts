import { counts, isSameFormat, tagFormatProblem } from '../../release/tag-format.ts';
import { checked } from '../names.ts';
import type { Playbook } from '../playbook.ts';
import { named } from './people.ts';
import type { Place } from './place.ts';

const Format = checked('the format of a tag', tagFormatProblem);

/** Key: format. What is read as one of them must be no other. */
export function readTags(place: Place): Playbook['tags'] {
  const tags: Record<string, string> = {};
  for (const [name, at] of place.entries()) {
    const format = place.maybe(named(name, at), Format);
    if (format === undefined) continue;
    const same = Object.keys(tags).find((other) => isSameFormat(tags[other] ?? '', format));
    if (same !== undefined) at.refuse(`a tag \`${format}\` could also be one of \`${same}\`: let them differ`);
    if (name === 'production' && counts(format))
      at.refuse('what is live has one tag for each version: leave `<n>` out');
    tags[name] = format;
  }
  return tags;
}
