// The sentences of a report that tell of an incident.
import { useMemo } from 'preact/hooks';
import { address } from '../address';
import { type ReportWhole, useAnswer } from '../api';
import { t } from '../words';
import { stretch, told_of } from './marked';
import { MarkedText } from './marked_text';
import { ProblemBox, Waiting } from './states';

export function Passage({ document, incident, as_of }: { document: string; incident: string; as_of: string | null }) {
  const answer = useAnswer<ReportWhole>(address(`/reports/${encodeURIComponent(document)}`, { as_of }));
  const report = answer.value;
  const told = useMemo(() => report?.accounts.flatMap((account, i) => (report.incidents[account.id] === incident ? told_of(account, i) : [])) ?? [], [report, incident]);
  if (answer.problem) return <ProblemBox problem={answer.problem} again={answer.again} />;
  if (!report) return <Waiting />;
  if (told.length === 0) return <p class="note">{t('passage.none')}</p>;
  return <blockquote class="passage"><MarkedText text={report.document.text} told={told} {...stretch(told)} /></blockquote>;
}
