import { render } from 'preact';
import { follow_links } from './address';
import { App } from './app';
import './style.css';
import { load_words } from './words';

await load_words(document.documentElement.lang);
follow_links();
render(<App />, document.getElementById('desk')!);
