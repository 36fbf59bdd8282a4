// Starting and ending the programs under test.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

const kStopSeconds = 15;

/** A port on loopback that nobody has right now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Runs a program to its end; rejects with what it said where the exit code is not among `codes`. */
export function run(program, args, { codes = [0], input = '' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const out = [];
    const err = [];
    child.stdout.on('data', (piece) => out.push(piece));
    child.stderr.on('data', (piece) => err.push(piece));
    child.on('error', reject);
    child.stdin.on('error', () => {}); // a program that reads nothing closes its input
    child.stdin.end(input);
    child.on('close', (code) => {
      const stdout = Buffer.concat(out).toString();
      const stderr = Buffer.concat(err).toString();
      if (codes.includes(code)) return resolve({ code, stdout, stderr });
      reject(new Error(`${program} ${args.join(' ')} ended with ${code}\n${stdout}${stderr}`));
    });
  });
}

/** Starts a program that stays; `stop()` ends it and waits for that. */
export function start(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  child.stdout.on('data', (piece) => said.push(piece));
  child.stderr.on('data', (piece) => said.push(piece));
  const ended = new Promise((resolve) => child.on('close', resolve));
  const log = () => Buffer.concat(said).toString();
  return {
    log,
    running: () => child.exitCode === null && child.signalCode === null,
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), kStopSeconds * 1000);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Asks `url` until it answers at all; rejects after `seconds`, or as soon as the program is gone. */
export async function untilAnswers(url, program, seconds = 30) {
  const last = Date.now() + seconds * 1000;
  while (Date.now() < last) {
    if (!program.running()) throw new Error(`it ended before it answered\n${program.log()}`);
    const answer = await fetch(url).catch(() => null);
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} does not answer\n${program.log()}`);
}
