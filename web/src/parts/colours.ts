// Colours of the style sheet for what is drawn by script.

/// The colours of CSS variables as the page shows them now: a variable may hold light-dark(), which only a real element resolves.
export function colours_of(names: readonly string[]): (name: string) => string {
  const probe = document.body.appendChild(document.createElement('span'));
  const found = new Map<string, string>();
  for (const name of names) {
    probe.style.color = `var(${name})`;
    found.set(name, getComputedStyle(probe).color);
  }
  probe.remove();
  return (name) => found.get(name)!;
}
