import * as vscode from 'vscode';
import type { TextProblem } from '../../core/session/textProblem.ts';

const SEVERITIES: Record<TextProblem['severity'], vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

export function toDiagnostic({ message, severity, code, start, end }: TextProblem): vscode.Diagnostic {
  const range = new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
  const diagnostic = new vscode.Diagnostic(range, message, SEVERITIES[severity]);
  diagnostic.source = 'ClawTrace';
  diagnostic.code = code;
  return diagnostic;
}
