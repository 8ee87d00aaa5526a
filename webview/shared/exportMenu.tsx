import { send } from '../host.ts';
import { t } from '../text.ts';
import { toCsv, toMarkdown, type Table } from './exportTable.ts';
import { drawingToPng, drawingToSvg } from './exportDrawing.ts';

interface ExportMenuProps {
  /** Name of the file, without ending. */
  name: string;
  table: () => Table;
  drawing?: () => SVGSVGElement | null;
}

/** Copies or saves what is shown, as a table and, where it is one, as a drawing. */
export function ExportMenu({ name, table, drawing }: ExportMenuProps) {
  const actions: Record<string, () => void | Promise<void>> = {
    copyMd: () => send({ type: 'copy', text: toMarkdown(table()) }),
    copyCsv: () => send({ type: 'copy', text: toCsv(table()) }),
    saveMd: () => send({ type: 'save', name, format: 'md', data: toMarkdown(table()) }),
    saveCsv: () => send({ type: 'save', name, format: 'csv', data: toCsv(table()) }),
    saveSvg: () => {
      const svg = drawing?.();
      if (svg) send({ type: 'save', name, format: 'svg', data: drawingToSvg(svg) });
    },
    savePng: async () => {
      const svg = drawing?.();
      if (svg) send({ type: 'save', name, format: 'png', data: await drawingToPng(svg) });
    },
  };
  return (
    <select
      class="export"
      aria-label={t('Copy or save')}
      value=""
      onChange={({ currentTarget }) => {
        void actions[currentTarget.value]?.();
        currentTarget.value = '';
      }}
    >
      <option value="">{t('Copy or Save…')}</option>
      <option value="copyMd">{t('Copy as Markdown')}</option>
      <option value="copyCsv">{t('Copy as CSV')}</option>
      <option value="saveMd">{t('Save as Markdown…')}</option>
      <option value="saveCsv">{t('Save as CSV…')}</option>
      {drawing && <option value="saveSvg">{t('Save as SVG…')}</option>}
      {drawing && <option value="savePng">{t('Save as PNG…')}</option>}
    </select>
  );
}
