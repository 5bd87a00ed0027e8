// Makes public/licences.txt: whose data and whose code the pages carry, with the words that their licences ask to go along.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));
const parts = [
  `Roznamcha, Apache License 2.0

Place data (c) GeoNames, CC BY 4.0. Pakistan tehsil points: OCHA COD-AB / WFP, CC BY 3.0 IGO, via open-admin-data, CC BY 4.0.
Base map: made with Natural Earth (public domain), by way of world-atlas. District outlines: svg-maps / Schajee, public domain, approximate.
Population and units: Pakistan Bureau of Statistics, Census 2023. Constituencies: Election Commission of Pakistan.
The line of control in Kashmir is drawn dashed; no position is taken on any border.`,
];
const shipped = Object.entries(packages).filter(([path, one]) => path.startsWith('node_modules/') && !one.dev && !path.includes('/@types/'));
for (const [path, { version, license }] of [...shipped, ...Object.entries(packages).filter(([path]) => path === 'node_modules/world-atlas')]) {
  const file = existsSync(`${root}${path}`) && readdirSync(`${root}${path}`).find((name) => /^licen[cs]e/i.test(name));
  parts.push(`${path.slice('node_modules/'.length)} ${version}${license ? ` (${license})` : ''}\n\n${file ? readFileSync(`${root}${path}/${file}`, 'utf8').trim() : 'See the licence named above.'}`);
}
writeFileSync(`${root}public/licences.txt`, `${parts.join('\n\n----------------------------------------\n\n')}\n`);
