import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { median } from './measure.ts';

/** A program as people run it: a process of its own, start and end included. */
export interface Command {
  program: string;
  args: readonly string[];
  env?: Record<string, string>;
  /** What has to be done before each run, outside of what is measured. */
  prepare?: () => void;
}

export interface Used {
  cpuMs: number;
  /** Most memory that was resident at once. */
  megabytes: number;
}

/**
 * Told by the process itself at its end. Where the system tells the most memory of the program alone (Linux) it is taken: `maxRSS` begins with
 * what the process had that started it, which here is a bench that has read large sessions itself.
 */
const REPORT = `process.on("exit",()=>{
  const {maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();
  let own;
  try{own=/VmHWM:\\s*(\\d+)/.exec(process.getBuiltinModule("node:fs").readFileSync("/proc/self/status","utf8"))?.[1]}catch{}
  process.stderr.write("\\nUSED "+(own??maxRSS)+" "+(userCPUTime+systemCPUTime));
})`;

/** The built command line. */
export function clawtrace(args: readonly string[], options: Omit<Command, 'program' | 'args'> = {}): Command {
  return { program: process.execPath, args: [path.join(import.meta.dirname, '../../dist/cli.js'), ...args], ...options };
}

/**
 * Wall time in milliseconds of each command in each round. The commands take turns, since a machine's speed drifts by more than what is measured:
 * what stands in one round can be compared.
 */
export function takeTurns(commands: readonly Command[], rounds: number): number[][] {
  const times = commands.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    commands.forEach((command, i) => {
      command.prepare?.();
      const start = performance.now();
      run(command, command.args, 'ignore');
      times[i]?.push(performance.now() - start);
    });
  }
  return times;
}

/** How many times as long one took as the other: the median over the rounds. */
export function timesAsLong(own: readonly number[], other: readonly number[]): number {
  return median(own.map((ms, round) => ms / (other[round] as number)));
}

/** What one run of our command takes beside wall time. */
export function measureUse(command: Command): Used {
  command.prepare?.();
  const stderr = run(command, ['--import', `data:text/javascript,${encodeURIComponent(REPORT)}`, ...command.args], 'pipe');
  const [, kilobytes, microseconds] = /USED (\d+) (\d+)/.exec(stderr) ?? [];
  return { cpuMs: Number(microseconds) / 1000, megabytes: Number(kilobytes) / 1024 };
}

/** True where the program is there and does what is asked. */
export function canRun({ program, args, env }: Command): boolean {
  return spawnSync(program, args, { env: { ...process.env, ...env }, stdio: 'ignore' }).status === 0;
}

function run({ program, env }: Command, args: readonly string[], stderr: 'ignore' | 'pipe'): string {
  const result = spawnSync(program, args, { env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'ignore', stderr] });
  if (result.status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${result.status}: ${result.stderr}`);
  return result.stderr;
}
