/** A name made from a text: `Functional tests` becomes `functional-tests`. At most 40 characters, whole words. */
export function slug(text: string): string {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/g, '')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  let name = words[0]?.slice(0, 40) ?? '';
  for (const word of words.slice(1)) {
    if (name.length + 1 + word.length > 40) break;
    name = `${name}-${word}`;
  }
  return /^[a-z]/.test(name) ? name : `x-${name}`.replace(/-$/, '');
}

/** The name itself, or with the first number behind it that makes it new: `deploy-staging-2`. */
export function uniqueName(name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name;
  let count = 2;
  while (isTaken(`${name}-${count}`)) count++;
  return `${name}-${count}`;
}
