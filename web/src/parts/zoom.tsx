// The buttons of both maps.
import { t } from '../words';

export function Zoom({ closer, farther, fit }: { closer: () => void; farther: () => void; fit: () => void }) {
  return (
    <div class="zoom" role="group" aria-label={t('map.move')}>
      <button type="button" aria-label={t('map.closer')} title={t('map.closer')} onClick={closer}>+</button>
      <button type="button" aria-label={t('map.farther')} title={t('map.farther')} onClick={farther}>−</button>
      <button type="button" aria-label={t('map.fit')} title={t('map.fit')} onClick={fit}>⤢</button>
    </div>
  );
}
