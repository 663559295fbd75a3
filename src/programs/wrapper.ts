/**
 * A process of its own between Shipmate and a program: it survives Shipmate, keeps the time limit, and leaves behind what
 * became of the program. Started as `node wrapper.ts FOLDER` with a job on its standard input.
 */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { messageOf } from '../core/errors.ts';
import { formatDuration } from '../core/time/duration.ts';
import { type OutputFile, openOutput } from './output.ts';
import { endGroup, KILL_AFTER_MS, signalGroup } from './process-group.ts';
import { identify } from './process-identity.ts';
import { claim, Job, outputFile, TIMED_OUT, writeChild, writeEnd } from './run-folder.ts';

const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

function run(folder: string, job: Job, output: OutputFile): void {
  const [program = '', ...args] = job.argv;
  const began = performance.now();
  let timedOut = false;

  // Its own process group, so that the time limit also ends what the program started.
  const child = spawn(program, args, {
    cwd: job.cwd,
    env: job.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: false,
  });
  child.stdout.on('data', output.write);
  child.stderr.on('data', output.write);
  if (child.pid !== undefined) writeChild(folder, { process: identify(child.pid) });

  const limit = setTimeout(() => {
    timedOut = true;
    if (child.pid !== undefined) void endGroup(child.pid);
  }, job.timeoutMs);

  child.once('error', (error) => {
    clearTimeout(limit);
    output.close();
    writeEnd(folder, { end: 'not-started', why: messageOf(error) });
    process.exit();
  });
  child.once('exit', () => {
    // What it left running in the background may hold its output open for ever.
    setTimeout(() => child.stdout.destroy() && child.stderr.destroy(), KILL_AFTER_MS).unref();
  });
  child.once('close', (code, signal) => {
    clearTimeout(limit);
    if (timedOut) {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
      output.write(Buffer.from(`\n[stopped at the time limit of ${formatDuration(job.timeoutMs)}]\n`));
    }
    output.close();
    const exitCode = timedOut ? TIMED_OUT : (code ?? 128 + (SIGNALS[signal ?? ''] ?? 0));
    writeEnd(folder, { end: 'exited', exitCode, ms: Math.round(performance.now() - began) });
    process.exit();
  });
}

const [, , folder = ''] = process.argv;
// Cut short when Shipmate dies while it writes: then this is no JSON, and the program is not started.
const job = Job.parse(JSON.parse(await text(process.stdin)));
if (claim(folder, { by: 'wrapper', process: identify(process.pid), at: Date.now() })) {
  run(folder, job, openOutput(outputFile(folder), job.secrets));
}
