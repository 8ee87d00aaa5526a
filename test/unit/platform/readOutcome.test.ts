import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { markFileOf, markSession } from '../../../src/platform/markFile.ts';
import { OutcomeFolders } from '../../../src/platform/outcomeFiles.ts';
import { readOutcome } from '../../../src/platform/readOutcome.ts';
import type { Outcome } from '../../../src/core/session/session.ts';
import { captureCli } from '../cli/captureCli.ts';
import { claudeSession } from '../cli/sampleSessions.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const UNKNOWN: Outcome = { result: 'unknown', evidence: [] };
const VERDICT = (result: string): string => JSON.stringify({ format: 'clawtrace/outcome', result });
const PASSED = '<testsuite tests="2" failures="0"/>';

function outcomeOf(file: string, own = UNKNOWN): Promise<Outcome> {
  return readOutcome(file, own, { folders: new OutcomeFolders(), workspaces: [path.dirname(file)], home: undefined });
}

describe('where outcomes are looked for', () => {
  it('reads nameless reports only where the session is alone in its folder', async () => {
    const alone = temporaryFolder({ 's.jsonl': '', 'junit.xml': PASSED, 'package.json': '{}', 'notes.md': '' });
    expect(await outcomeOf(path.join(alone, 's.jsonl'))).toEqual({ result: 'success', evidence: ['junit.xml: 2 of 2 passed'] });
    const two = temporaryFolder({ 's.jsonl': '', 't.jsonl': '', 'junit.xml': PASSED, 't.outcome.json': VERDICT('failure') });
    expect(await outcomeOf(path.join(two, 's.jsonl'))).toEqual(UNKNOWN);
    expect(await outcomeOf(path.join(two, 't.jsonl'))).toEqual({ result: 'failure', evidence: ['t.outcome.json: failure'] });
  });

  it('tells a JSON session from the reports beside it', async () => {
    const folder = temporaryFolder({
      'x.traj.json': '{}',
      'grading.json': '{"expectations":[{"text":"a","passed":true}]}',
      'ctrf-report.json': '{}',
    });
    expect(await outcomeOf(path.join(folder, 'x.traj.json'))).toMatchObject({ result: 'success' });
    const many = temporaryFolder({ 'x.json': '{}', 'y.json': '{}', 'grading.json': '{"expectations":[{"text":"a","passed":true}]}' });
    expect(await outcomeOf(path.join(many, 'x.json'))).toEqual(UNKNOWN);
  });

  it('keeps what the source itself says below every report', async () => {
    const folder = temporaryFolder({ 's.jsonl': '', 'junit.xml': PASSED });
    const own: Outcome = { result: 'failure', evidence: ['the run ended with "exit_cost"'] };
    const outcome = await outcomeOf(path.join(folder, 's.jsonl'), own);
    expect(outcome.result).toBe('success');
    expect(outcome.evidence.at(-1)).toContain('conflict');
  });

  it('says nothing for a report that is broken', async () => {
    const folder = temporaryFolder({ 's.jsonl': '', 'junit.xml': '<testsuite', 'grading.json': new Uint8Array([0xff, 0xfe]) });
    expect(await outcomeOf(path.join(folder, 's.jsonl'))).toEqual(UNKNOWN);
  });
});

describe("the user's mark", () => {
  it('goes into .clawtrace of the folder, into the card, and out again', async () => {
    const folder = temporaryFolder({ 'sessions/s1.jsonl': claudeSession(), 'sessions/s2.jsonl': claudeSession({ sessionId: 's2' }) });
    const session = path.join('sessions', 's1.jsonl');
    const terminal = { cwd: folder };
    expect(await captureCli(['mark', session, 'partial'], terminal)).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(readFileSync(markFileOf(folder), 'utf8'))).toEqual({
      format: 'clawtrace/outcomes',
      version: 1,
      sessions: { 'sessions/s1.jsonl': { result: 'partial' } },
    });
    const card = async (): Promise<string> => (await captureCli(['card', path.join(folder, session)], terminal)).out;
    expect(await card()).toContain('outcome: { result: partial, evidence: [ "your mark: partial" ] }');
    expect((await captureCli(['card', path.join(folder, 'sessions/s2.jsonl')], terminal)).out).toContain('result: unknown');
    await captureCli(['mark', session, 'clear'], terminal);
    expect(await card()).toContain('outcome: { result: unknown, evidence: [] }');
  });

  it('takes no other words, and marks no file that holds no session', async () => {
    const folder = temporaryFolder({ 's.jsonl': claudeSession(), 'x.jsonl': 'nothing' });
    expect((await captureCli(['mark', 's.jsonl', 'splendid'], { cwd: folder })).code).toBe(2);
    expect((await captureCli(['mark', 's.jsonl', 'unknown'], { cwd: folder })).code).toBe(2);
    expect((await captureCli(['mark', 's.jsonl'], { cwd: folder })).code).toBe(2);
    expect((await captureCli(['mark', 'x.jsonl', 'success'], { cwd: folder })).code).toBe(1);
  });

  it('leaves a file alone that is no list of marks', async () => {
    const folder = temporaryFolder({ 's.jsonl': '', '.clawtrace/outcomes.json': '["mine"]' });
    const request = { workspace: folder, sessionFile: path.join(folder, 's.jsonl'), result: 'success' as const };
    await expect(markSession(request)).rejects.toThrow('is not a list of outcomes');
    expect(readFileSync(markFileOf(folder), 'utf8')).toBe('["mine"]');
    writeFileSync(markFileOf(folder), '{"format":"clawtrace/outcomes","sessions":{}}');
    await markSession(request);
    expect(readFileSync(markFileOf(folder), 'utf8')).toContain('"s.jsonl"');
  });
});
