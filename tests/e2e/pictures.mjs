// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// The pictures of the README, made from the demo: node tests/e2e/pictures.mjs [folder]
// Needs build/dev/baken, the packages of tests/e2e and a chromium (CHROMIUM=path, or Debian's).

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const to = process.argv[2] ?? join(root, 'docs', 'img');
const baken = join(root, 'build', 'dev', 'baken');
const data = mkdtempSync(join(tmpdir(), 'baken-shots-'));
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--font-render-hinting=none'];

function serve() {
  const server = spawn(baken, ['serve', '--demo', '--no-limits', '--data', data, '--listen', '127.0.0.1:0'],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((ready, failed) => {
    let said = '';
    server.on('exit', () => failed(new Error('baken stopped')));
    server.stdout.on('data', (piece) => {
      said += piece;
      const url = /ready on (http\S+)/.exec(said)?.[1];
      if (url) ready({ server, url });
    });
  });
}

async function signIn(page, url, username) {
  const accounts = JSON.parse(readFileSync(join(data, 'demo-accounts.json'), 'utf8'));
  const { password } = accounts.find((a) => a.username === username);
  await page.goto(`${url}/inloggen`);
  await page.fill('#naam', username);
  await page.fill('#wachtwoord', password);
  await page.fill('#code', execFileSync(baken, ['demo', 'code', username, '--data', data], { encoding: 'utf8' }).trim());
  await Promise.all([page.waitForNavigation(), page.click('form[action$="/inloggen"] button')]);
}

async function shoot(page, name) {
  await page.screenshot({ path: join(to, `${name}.jpg`), type: 'jpeg', quality: 68 });
  console.log(`${name}: ${page.url()}`);
}

mkdirSync(to, { recursive: true });
const { server, url } = await serve();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS });
try {
  const page = await browser.newPage({ viewport: { width: 1000, height: 760 } });
  await page.goto(url);
  await shoot(page, 'start');
  await signIn(page, url, 'aandacht.capelle');
  await page.goto(`${url}/signalen?lijst=open`);
  await shoot(page, 'signalen');
  await page.click('main table a[href*="/signalen/"] >> nth=0');
  await shoot(page, 'signaal');
  const director = await browser.newPage({ viewport: { width: 1000, height: 760 } });
  await signIn(director, url, 'regie.zvh');
  await director.goto(`${url}/casussen`);
  await director.click('main a[href*="/casussen/"]:not([href*="nieuw"]) >> nth=12');
  await shoot(director, 'casus');
} finally {
  await browser.close();
  server.removeAllListeners('exit');
  server.kill();
  rmSync(data, { recursive: true, force: true });
}
