import { spawn } from 'node:child_process';
import type { AlertChannel } from '../../config/read-alerts.ts';
import { type Alert, titleOf } from '../alert.ts';

type Command = Extract<AlertChannel, { kind: 'command' }>;

const PATIENCE = 30_000;

/** Runs a program without a shell, with the alert as JSON on its standard input. */
export async function runCommand({ argv, folder }: Command, alert: Alert): Promise<void> {
  const [program, ...args] = argv;
  const child = spawn(program, args, { cwd: folder, stdio: ['pipe', 'ignore', 'pipe'], timeout: PATIENCE });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < 1000) said += text;
  });
  // A program may have no use for what it is given.
  child.stdin.on('error', () => {});
  child.stdin.end(`${JSON.stringify({ title: titleOf(alert), ...alert })}\n`);
  await new Promise<void>((resolve, reject) => {
    child.once('error', ({ message }) => reject(new Error(`${program} could not be started (${message})`)));
    child.once('close', (code, signal) => {
      if (code === 0) return resolve();
      const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
      const [line = ''] = said.trim().split('\n');
      return reject(new Error(`${program} ${how}${line === '' ? '' : `: ${line.slice(0, 200)}`}`));
    });
  });
}
