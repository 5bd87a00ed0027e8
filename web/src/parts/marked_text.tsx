// A report's text with what was read in it. Colour, line and letter together tell accounts apart, never colour alone.
import { useMemo } from 'preact/hooks';
import { t } from '../words';
import { cut, letter, type Told } from './marked';

const HUES = 6;
const LABELS = { tally: 'T', measure: 'M', warning: 'W' } as const;

/// The class of an account's or a notice's colour and line.
export const hue = (told: Pick<Told, 'voice' | 'index'>): string => (told.voice === 'account' ? `hue-${told.index % HUES}` : `hue-${told.voice}`);
export const label = (told: Pick<Told, 'voice' | 'index'>): string => (told.voice === 'account' ? letter(told.index) : LABELS[told.voice]);

/// "A: killed: 13".
export const telling = (told: Told): string => `${label(told)} · ${t(`field.${told.field}`)}: ${told.value}`;

export interface MarkedTextProps {
  text: string;
  told: readonly Told[];
  from?: number;
  to?: number;
  chosen?: Told | null;
  point_at?: (told: Told | null) => void;  // without it nothing can be pointed at: a passage
  choose?: (told: Told) => void;
}

export function MarkedText({ text, told, from = 0, to = Infinity, chosen = null, point_at, choose }: MarkedTextProps) {
  const segments = useMemo(() => cut(text, told, from, to), [text, told, from, to]);
  return (
    <div class="marked" dir="auto">
      {segments.map((segment) => {
        if (segment.told.length === 0) return <span data-start={segment.start}>{segment.text}</span>;
        const values = segment.told.filter((one) => !one.whole);
        const top = values[0] ?? segment.told[0];
        const begun = segment.begins.find((one) => !one.whole) ?? null;
        const other = segment.told.find((one) => one.voice !== top.voice || one.index !== top.index);
        const starts = segment.begins.some((one) => one.whole) || begun !== null;
        const classes = ['told', hue(top), values.length > 0 ? 'value' : 'whole', other ? `also ${hue(other).replace('hue', 'beside')}` : '', chosen && segment.told.includes(chosen) ? 'chosen' : ''].join(' ').trim();
        const first = segment.begins.find((one) => one === top) ?? begun ?? segment.begins[0];
        const interactive = point_at ? {
          onPointerEnter: () => point_at(top), onPointerLeave: () => point_at(null), onClick: () => choose?.(top),
          ...(first && starts ? {
            tabIndex: 0, role: 'button' as const, 'aria-pressed': chosen === first, title: telling(first), onFocus: () => point_at(first), onBlur: () => point_at(null),
            onKeyDown: (event: KeyboardEvent) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); choose?.(first); } },
          } : {}),
        } : { title: telling(top) };
        return (
          <mark class={classes} data-start={segment.start} data-label={starts && first ? label(first) : undefined} {...interactive}>{segment.text}</mark>
        );
      })}
    </div>
  );
}

/// Where a selection of the reader lies in the text, in code points; null if it is empty or elsewhere.
export function selected_span(root: Element | null): { start: number; end: number; quote: string } | null {
  const selection = document.getSelection();
  if (!root || !selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!root.contains(range.startContainer) || !root.contains(range.endContainer)) return null;
  const start = offset_of(range.startContainer, range.startOffset);
  const end = offset_of(range.endContainer, range.endOffset);
  const quote = range.toString();
  return start === null || end === null || start >= end || quote.trim() === '' ? null : { start, end, quote };
}

function offset_of(node: Node, offset: number): number | null {
  const segment = (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>('[data-start]');
  if (!segment) return null;
  const before = document.createRange();
  before.selectNodeContents(segment);
  before.setEnd(node, offset);
  return Number(segment.dataset.start) + Array.from(before.toString()).length;
}
