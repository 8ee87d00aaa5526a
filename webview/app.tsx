import { useEffect, useMemo, useReducer, useState } from 'preact/hooks';
import type { ToPanel } from '../src/protocol/panelMessages.ts';
import { CompareView } from './compare/compareView.tsx';
import { CallGraph } from './graph/callGraph.tsx';
import { Head } from './head/head.tsx';
import { savedState, saveState, send } from './host.ts';
import { NO_ANSWERS, reduceAnswers } from './pageState.ts';
import { Tabs, type Tab } from './shared/tabs.tsx';
import { setTexts, t } from './text.ts';
import { Timeline } from './timeline/timeline.tsx';
import { indexTrace } from './traceIndex.ts';
import { TreeView } from './tree/treeView.tsx';
import { WhatIfView } from './whatIf/whatIfView.tsx';

const VIEWS = ['steps', 'timeline', 'graph', 'whatIf', 'compare'] as const;
type View = (typeof VIEWS)[number];

/** The whole page: asks for its session, shows it, and keeps what it shows until the next answer. */
export function App() {
  const [answers, take] = useReducer(reduceAnswers, NO_ANSWERS);
  const [view, setView] = useState<View>(() => viewOf(savedState().view));
  const [selected, select] = useState<number>();

  const show = (next: View): void => {
    setView(next);
    saveState({ view: next });
  };

  useEffect(() => {
    const receive = ({ data }: MessageEvent<ToPanel>): void => {
      if (data.type === 'hello') setTexts(data.texts);
      if (data.type === 'trace') saveState({ path: data.trace.path });
      if (data.type === 'comparison' && data.show) show('compare');
      take(data);
    };
    window.addEventListener('message', receive);
    send({ type: 'ready' });
    return () => window.removeEventListener('message', receive);
  }, []);

  const { trace } = answers;
  const index = useMemo(() => trace && indexTrace(trace), [trace]);
  if (!index) {
    if (answers.failure !== undefined)
      return (
        <p class="failed" role="alert">
          {answers.failure}
        </p>
      );
    return (
      <div class="loading" role="status">
        {answers.loading !== undefined && <vscode-progress-ring />}
        {answers.loading}
      </div>
    );
  }

  const showStep = (node: number): void => {
    select(node);
    show('steps');
  };
  const tabs: Tab<View>[] = [
    { id: 'steps', label: t('Steps') },
    { id: 'timeline', label: t('Timeline') },
    { id: 'graph', label: t('Call Graph') },
    { id: 'whatIf', label: t('What If') },
    { id: 'compare', label: t('Compare') },
  ];
  return (
    <>
      {answers.failure !== undefined && (
        <p class="failed" role="alert">
          {answers.failure}
        </p>
      )}
      <Head trace={index.trace} linked={answers.linked} />
      <Tabs label={t('Views')} tabs={tabs} chosen={view} onChoose={show}>
        {view === 'steps' && <TreeView index={index} selected={selected} onSelect={select} answers={answers} />}
        {view === 'timeline' && <Timeline index={index} selected={selected} onSelect={select} onOpen={showStep} />}
        {view === 'graph' && <CallGraph index={index} />}
        {view === 'whatIf' && <WhatIfView index={index} answers={answers} models={answers.models} />}
        {view === 'compare' && <CompareView answers={answers} />}
      </Tabs>
    </>
  );
}

function viewOf(saved: string | undefined): View {
  return VIEWS.find((view) => view === saved) ?? 'steps';
}
