import type { Warning } from '../../session/session.ts';
import { asNumber, type JsonRecord } from '../json.ts';

/**
 * What Copilot CLI itself counts for the user's plan: nano-AI-units and premium requests. They are no dollars, and how many one pays for a
 * unit is not in the file, so they are told beside the bill and never part of it. Records of a checkpoint and of the session's end have them, each
 * with the count up to then.
 */
export class PlanUnits {
  #nanoUnits: number | undefined;
  #requests: number | undefined;

  take(data: JsonRecord): void {
    this.#nanoUnits = countOf(data['totalNanoAiu']) ?? this.#nanoUnits;
    this.#requests = countOf(data['totalPremiumRequests']) ?? this.#requests;
  }

  warnings(): Warning[] {
    const counts = [
      this.#nanoUnits === undefined ? [] : [`${formatNano(this.#nanoUnits)} AI units`],
      this.#requests === undefined ? [] : [`${this.#requests} premium requests`],
    ].flat();
    if (counts.length === 0) return [];
    const message = `Copilot CLI's last count of what this session took from the plan is ${counts.join(' and ')}; the dollars here are the makers' list prices`;
    return [{ code: 'plan-units', message }];
  }
}

function countOf(value: unknown): number | undefined {
  const count = asNumber(value);
  return count !== undefined && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** Thousand-millionths as an exact decimal. */
function formatNano(count: number): string {
  const digits = String(count).padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/, '');
}
