// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// Three PostgreSQL nodes under Patroni on this machine, each on a loopback address of its own (127.0.1.1 and on), with
// Patroni's own Raft for what they agree on. Everything lies in one temporary folder and is gone afterwards.

import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const BIN = process.env.PG_BIN ?? '/usr/lib/postgresql/15/bin';
const UP_MS = 120000, STOP_MS = 30000;
export const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });
const host = (i) => `127.0.1.${i + 1}`;

export const freePort = (address) => new Promise((done) => {
  const s = createServer().listen(0, address, () => { const { port } = s.address(); s.close(() => done(port)); });
});

// PostgreSQL refuses to run as root.
const identity = () => {
  if (process.getuid() !== 0) return {};
  const of = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: of('-u'), gid: of('-g') };
};

const config = (node, nodes) => JSON.stringify({ // JSON is YAML
  scope: 'baken',
  name: node.name,
  restapi: { listen: `${node.host}:${node.rest}`, connect_address: `${node.host}:${node.rest}` },
  raft: { data_dir: join(node.dir, 'raft'), self_addr: `${node.host}:${node.raft}`,
    partner_addrs: nodes.filter((n) => n !== node).map((n) => `${n.host}:${n.raft}`) },
  bootstrap: {
    dcs: {
      ttl: 20, loop_wait: 1, retry_timeout: 3, primary_start_timeout: 0, // a primary that died is not waited for
      maximum_lag_on_failover: 1048576,
      synchronous_mode: true, synchronous_mode_strict: true, // acknowledged: on two disks; only such a node takes over
      postgresql: { use_pg_rewind: true, parameters: { synchronous_commit: 'on', wal_level: 'replica', hot_standby: 'on',
        wal_log_hints: 'on', wal_keep_size: '256MB', max_connections: 100, shared_buffers: '32MB' } },
    },
    initdb: [{ encoding: 'UTF8' }, { locale: 'C' }, 'data-checksums'],
    pg_hba: ['host all all 127.0.0.0/8 trust', 'host replication all 127.0.0.0/8 trust'],
  },
  postgresql: {
    listen: `${node.host}:${node.port}`, connect_address: `${node.host}:${node.port}`,
    data_dir: join(node.dir, 'db'), bin_dir: BIN, pgpass: join(node.dir, 'pgpass'),
    authentication: { superuser: { username: 'postgres' }, replication: { username: 'postgres' }, rewind: { username: 'postgres' } },
    parameters: { unix_socket_directories: '' },
  },
}, null, 1);

export class Cluster {
  static async start(folder, count = 3) {
    const cluster = new Cluster();
    const who = identity();
    cluster.nodes = [];
    for (let i = 0; i < count; i++)
      cluster.nodes.push({ name: `n${i + 1}`, host: host(i), dir: join(folder, `n${i + 1}`), port: await freePort(host(i)),
        rest: await freePort(host(i)), raft: await freePort(host(i)) });
    for (const node of cluster.nodes) {
      mkdirSync(node.dir, { mode: 0o700 });
      writeFileSync(join(node.dir, 'patroni.yml'), config(node, cluster.nodes));
      if (who.uid) for (const path of [node.dir, join(node.dir, 'patroni.yml')]) chownSync(path, who.uid, who.gid);
      node.log = join(folder, `${node.name}.log`);
      cluster.run(node);
    }
    await cluster.settled(count);
    return cluster;
  }

  run(node) {
    const log = openSync(node.log, 'a');
    node.child = spawn('patroni', [join(node.dir, 'patroni.yml')],
      { stdio: ['ignore', log, log], cwd: node.dir, env: { ...process.env, HOME: node.dir }, ...identity() });
  }

  async state() {
    for (const node of this.nodes) {
      try {
        const r = await fetch(`http://${node.host}:${node.rest}/cluster`, { signal: AbortSignal.timeout(2000) });
        return (await r.json()).members;
      } catch { /* that one is down: ask another */ }
    }
    return [];
  }

  // Until one leads, the others follow it, and what is acknowledged is on two of them.
  async settled(count) {
    for (const until = Date.now() + UP_MS; Date.now() < until; await sleep(500)) {
      const members = await this.state();
      const good = members.filter((m) => ['running', 'streaming'].includes(m.state));
      if (good.length === count && good.some((m) => m.role === 'leader') && good.some((m) => m.role === 'sync_standby')) return;
    }
    throw new Error(`the database nodes do not come up: ${JSON.stringify(await this.state())}`);
  }

  async leader() {
    const member = (await this.state()).find((m) => m.role === 'leader');
    return this.nodes.find((n) => n.name === member?.name);
  }

  // For programs: all nodes, whoever leads takes the writes.
  url(database) {
    const hosts = this.nodes.map((n) => `${n.host}:${n.port}`).join(',');
    return `postgres://postgres@${hosts}/${database}?target_session_attrs=read-write&connect_timeout=2`;
  }

  // As when the process of the database dies, or the whole machine: no word to anybody.
  kill(node, machine) {
    if (machine) node.child.kill('SIGKILL');
    const pid = Number(readFileSync(join(node.dir, 'db', 'postmaster.pid'), 'utf8').split('\n')[0]);
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' }).trim().split(/\s+/).map(Number);
    for (const one of [pid, ...children]) try { process.kill(one, 'SIGKILL'); } catch { /* it went by itself */ }
  }

  async stop() {
    const over = (child) => child.exitCode !== null || child.signalCode !== null;
    for (const node of this.nodes) node.child.kill('SIGTERM');
    for (const until = Date.now() + STOP_MS; Date.now() < until && !this.nodes.every((n) => over(n.child));) await sleep(100);
    for (const node of this.nodes) if (!over(node.child)) this.kill(node, true);
  }
}
