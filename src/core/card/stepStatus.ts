import { exitInResult } from '../session/exitInText.ts';
import type { ToolResult } from '../session/session.ts';
import { oneLine } from './describeTarget.ts';
import type { Failure, Step } from './findings.ts';
import type { ToolUse } from './toolUse.ts';
import type { CardRow } from './traceCard.ts';

export interface StepStatus {
  /** Absent: it went well. */
  status?: CardRow['status'];
  /** Present where the step failed. */
  failure?: Pick<Failure, 'error' | 'how'>;
}

const ERROR_LIMIT = 120;

/** Status words with which a tool says that it did not do what it was asked. */
const BAD_STATUS = new Set(['error', 'failed', 'forbidden', 'timeout', 'timed_out', 'killed', 'denied']);

/** What a shell prints when it could not even do what was asked; with these an exit status of 1 is no answer. */
const REAL_ERROR =
  /\b(?:No such file or directory|command not found|Permission denied|Is a directory|fatal:|error:|unrecognized option|invalid option|not a git repository|regex parse error)/i;

/** Reads how a step ended from what the format says about it: its flags, its status word, its exit status, its stop reason. */
export function stepStatus(step: Pick<Step, 'entry'>, use: ToolUse | undefined): StepStatus {
  const { entry } = step;
  if (entry.kind === 'llm') {
    if (entry.stop === 'aborted') return failed('aborted', entry.error, 'stop-reason', 'aborted');
    if (entry.stop === 'error')
      return failed('error', entry.error, entry.usage ? 'stop-reason' : 'api-error', 'the call ended with an error');
    if (entry.error) return failed('error', entry.error, 'api-error', '');
    return {};
  }
  const { result } = entry;
  if (!result) return { status: 'unknown' };
  if (result.refused) return { status: result.refused };
  const exitCode = result.exitCode ?? (use?.action === 'shell' ? exitInResult(result) : undefined);
  const status = result.status?.toLowerCase();
  if (status === 'running' || status === 'accepted') return status === 'running' ? { status: 'running' } : {};
  if (exitCode === 1 && use?.answersByExit && !REAL_ERROR.test(result.text)) return { status: 'expected' };
  if (result.isError)
    return failed('error', errorOf(result, use), exitCode === undefined ? 'flag' : 'exit-code', 'the tool reports an error');
  if (exitCode !== undefined && exitCode !== 0) {
    return failed(
      'error',
      `exit ${exitCode}: ${errorOf(result, use) ?? 'no output'}`,
      result.exitCode === undefined ? 'text' : 'exit-code',
      '',
    );
  }
  // A `failed` beside exit status 0 contradicts itself: the exit status is the process's own word.
  if (status && BAD_STATUS.has(status) && exitCode === undefined) return failed('error', errorOf(result, use), 'status', status);
  return {};
}

function failed(status: 'error' | 'aborted', error: string | undefined, how: Failure['how'], otherwise: string): StepStatus {
  return {
    status,
    failure: {
      error: oneLine(error ?? '', ERROR_LIMIT) ?? (otherwise || 'no message'),
      how,
    },
  };
}

/** A shell's output says more than its first line; other tools put their message apart. */
function errorOf({ text, error }: ToolResult, use: ToolUse | undefined): string | undefined {
  return errorLine(use?.action === 'shell' && !/^\s*\{\s*"status"/.test(text) ? text : (error ?? text)) ?? error;
}

/** The line that says what went wrong: the first that speaks of an error, else the first with something on it. */
function errorLine(text: string): string | undefined {
  const lines = text
    .slice(0, 20_000)
    .replace(/<\/?(?:tool_use_error|error)>/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter(
      (line) =>
        line !== '' && !/^error:?$/i.test(line) && !/^Exit code \d+$/.test(line) && !/^\(?(?:Command|Process) exited with/.test(line),
    );
  const raised = lines.findLast((line) => /^[\w.]*(?:Error|Exception|Interrupt|Exit)\b(?::|$)/.test(line));
  if (raised && lines.some((line) => line.startsWith('Traceback'))) return raised;
  return lines.find((line) => TELLING.test(line)) ?? lines.find((line) => !/^(?:[$>]|\[[\w:-]+\] \$|={3,}) ?/.test(line)) ?? lines[0];
}

/** Words of an error, or a place in a file with line and column as compilers and linters print it. */
const TELLING =
  /\b(?:error|Error|ERROR|fatal|failed|FAILED|FAIL|panic|not found|No such|denied|Cannot|cannot|undefined:)\b|^\S+\.\w+:\d+:\d+[: ]/;
