import { writeFile } from 'node:fs/promises';
import { documents } from './documents.ts';

/** `npm run docs`: writes the generated parts of the documents. */
export async function main(): Promise<void> {
  const root = new URL('../../', import.meta.url);
  for (const [file, text] of await documents(root)) {
    await writeFile(new URL(file, root), text);
    console.log(`written: ${file}`);
  }
}
