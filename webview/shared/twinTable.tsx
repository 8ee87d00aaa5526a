import { useState } from 'preact/hooks';
import { t } from '../text.ts';
import type { Table } from './exportTable.ts';

/** Rows laid out at first: a page with more of them answers slowly. */
const STEP = 200;

/** The same as a drawing, for those who cannot see it or would rather read. Made only when it is opened. */
export function TwinTable({ label, table }: { label: string; table: () => Table }) {
  const [open, setOpen] = useState(false);
  const [limit, setLimit] = useState(STEP);
  const content = open ? table() : undefined;
  return (
    <details class="twin" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{label}</summary>
      {content && (
        <div class="twin-frame" tabIndex={0} role="region" aria-label={label}>
          <table>
            <thead>
              <tr>
                {content.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {content.rows.slice(0, limit).map((row, i) => (
                <tr key={i}>
                  {row.map((cell, j) => (
                    <td key={j}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {content.rows.length > limit && (
            <vscode-button appearance="secondary" onClick={() => setLimit(limit + 5 * STEP)}>
              {t('Show more ({0} left)', content.rows.length - limit)}
            </vscode-button>
          )}
        </div>
      )}
    </details>
  );
}
