// The programs of the test, each on a free port, and the browser.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// From NODE_PATH, which `import` does not look at.
const { chromium } = createRequire(import.meta.url)('playwright-core');

export const directory = mkdtempSync(join(tmpdir(), 'storefront-'));
const running = [];

/** Starts a program that says `listening on URL`; gives the URL. */
export function start(program, ...options) {
  const child = spawn(program, options, { stdio: ['ignore', 'ignore', 'pipe'] });
  running.push(child);
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
      child.said = said;
      const url = /listening on (http:\S+)\n/.exec(said);
      if (url) resolve(child.url = url[1]);
    });
    child.on('error', reject);
    child.on('exit', (status) => reject(new Error(`${program} ended with ${status}: ${said}`)));
  });
}

/** Ends the program that listens at `url` as `stopAll` does. */
export const stop = (url) => end(running.splice(running.findIndex((child) => child.url === url), 1));

/** Ends all programs by SIGTERM; gives what those said that did not end with status 0. */
export const stopAll = () => end(running.splice(0));

async function end(programs) {
  const failures = await Promise.all(programs.map((child) => new Promise((resolve) => {
    const end = (status) => resolve(status === 0 ? '' : `${child.spawnfile} ended with ${status}: ${child.said}`);
    child.removeAllListeners('exit');
    if (child.exitCode !== null || child.signalCode !== null) return end(child.exitCode ?? child.signalCode);
    child.on('close', (status, signal) => end(status ?? signal));
    child.kill('SIGTERM');
  })));
  return failures.filter(Boolean);
}

export function removeDirectory() {
  rmSync(directory, { recursive: true, force: true });
}

/** The lines of a JSON lines file of one kind. */
export function recorded(file, kind) {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
  return lines.filter((line) => line.kind === kind);
}

/** Debian's Chromium with a fresh profile, quiet on the network. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
  });
}
