import { RecordScanner } from '../../../src/core/readers/scan/recordScanner.ts';
import { objectShape } from '../../../src/core/readers/scan/shape.ts';
import type { SizedText } from '../../../src/core/readers/scan/sizedText.ts';

const SHAPE = { object: objectShape({ text: { sized: true } }, () => ({ text: undefined })) };

/** The text as the scanner measures it, written without escapes for what is not ASCII, or with them in small or large letters. */
export function measureText(text: string, escapes: 'none' | 'small' | 'large'): SizedText {
  const json = JSON.stringify({ text });
  const spell = (unit: string): string => {
    const digits = unit.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${escapes === 'large' ? digits.toUpperCase() : digits}`;
  };
  const written = escapes === 'none' ? json : json.replaceAll(/[^ -~]/g, spell);
  const bytes = new TextEncoder().encode(written);
  const scanner = new RecordScanner(SHAPE);
  scanner.open(bytes);
  return scanner.scan(0, bytes.length)?.['text'] as SizedText;
}
