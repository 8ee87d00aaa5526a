import type { PrefixPart } from '../../session/session.ts';
import { asCount, asList, asRecord, asText } from '../json.ts';

/**
 * What the fixed prefix is made of, by OpenClaw's systemPromptReport (of the run that was last). Files and skills are parts of the system
 * prompt, whose rest is left over; tools go with the request beside it. Empty where the report does not tell.
 */
export function prefixParts(raw: unknown): PrefixPart[] {
  const report = asRecord(raw);
  const whole = asCount(asRecord(report?.['systemPrompt'])?.['chars']);
  if (whole === 0) return [];
  const skills = asRecord(report?.['skills']);
  const tools = asRecord(report?.['tools']);
  const files = named('file', report?.['injectedWorkspaceFiles'], ['injectedChars']);
  const blocks = named('skill', skills?.['entries'], ['blockChars']);
  const schemas = named('tool', tools?.['entries'], ['summaryChars', 'schemaChars']);
  const inside = sum(files) + Math.max(sum(blocks), asCount(skills?.['promptChars']));
  // More inside than the whole: the report contradicts itself, and nothing can be told from it.
  if (inside > whole) return [];
  // What introduces the skills belongs to no one of them.
  const frame: PrefixPart = { kind: 'system', name: 'system prompt', chars: whole - sum(files) - sum(blocks) };
  return [frame, ...files, ...blocks, ...schemas].filter(({ chars }) => chars > 0);
}

function named(kind: PrefixPart['kind'], raw: unknown, sizes: readonly string[]): PrefixPart[] {
  return asList(raw).flatMap((value) => {
    const item = asRecord(value);
    const name = asText(item?.['name']);
    if (!item || name === undefined) return [];
    return [{ kind, name, chars: sizes.reduce((chars, size) => chars + asCount(item[size]), 0) }];
  });
}

function sum(parts: readonly PrefixPart[]): number {
  return parts.reduce((chars, part) => chars + part.chars, 0);
}
