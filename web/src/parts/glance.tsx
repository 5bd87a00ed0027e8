// What a desk asks first: what came since yesterday in the chosen area, and what waits for a decision. Yesterday is the day before the register's last.
import { address, link } from '../address';
import { type Brief, type Meta, type ReviewQueue, useAnswer } from '../api';
import { day, day_number, day_of } from '../format';
import { area_chosen } from '../selection';
import { t } from '../words';
import { Mark } from './marks';

export function Glance({ meta, query, version, ready }: { meta: Meta; query: URLSearchParams; version: number; ready: boolean }) {
  const place = area_chosen(query);
  const lens = { place, as_of: query.get('as_of'), convention: query.get('convention') };
  const since = meta.last_day ? day_of(day_number(meta.last_day) - 1) : null;
  const brief = useAnswer<Brief>(ready && since ? address('/brief', { since, ...lens }) : null, version);
  const queue = useAnswer<ReviewQueue>(ready && since ? address('/review', { ...lens, limit: '1' }) : null, version);
  if (!since) return null;
  const lines = (kind: string) => brief.value?.sections.find((one) => one.kind === kind)?.lines ?? [];
  const disputed = new Set(lines('disputed').map((one) => one.incident)).size;
  const counts: [string, number][] = [['new', lines('new').length], ['changed', lines('changed').length], ['disputed', disputed], ['warnings', lines('warnings').length]];
  return (
    <nav class="glance no-print" aria-label={t('glance.title')}>
      <a href={link('/brief', { since, place })}>
        <Mark name="clock" /><b>{t('date.since', { day: day(since) })}</b>
        <span>{brief.value ? counts.filter(([kind, n]) => n > 0 || kind === 'new').map(([kind, n]) => t(`glance.${kind}`, { n })).join(t('list.comma')) : brief.problem ? t('nav.brief') : '…'}</span>
      </a>
      <a href={link('/review', { place })}><Mark name="twin" /><span>{queue.value ? t('glance.decide', { n: queue.value.total ?? queue.value.items.length }) : queue.problem ? t('nav.review') : '…'}</span></a>
    </nav>
  );
}
