// Small drawings. They stand beside words and are hidden from screen readers: no meaning is theirs alone.
const drawings = {
  brand: 'M5 3h9a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H5zM5 3v18M9 8h5M9 12h5M9 16h3',
  moon: 'M20 14.5A8 8 0 1 1 9.5 4a6.5 6.5 0 0 0 10.5 10.5z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 3',
  find: 'M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM12 2v5M12 17v5M2 12h5M17 12h5',
  ballot: 'M4 11h16v10H4zM8 11V3h8v8M10 7l2 2 3-4',
  conflict: 'M12 3 2 20h20zM12 9v5M12 17v.5',
  twin: 'M4 8h11v12H4zM9 8V4h11v12h-5',
  close: 'M6 6l12 12M18 6 6 18',
  filter: 'M3 5h18M6 12h12M10 19h4',
  changed: 'M4 9h16M4 15h16M16 4 8 20',
  download: 'M12 3v12M7 10l5 5 5-5M4 21h16',
  unverified: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z',
  verified: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12l3 3 5-6',
  disputed: 'M12 3 3 12l9 9 9-9zM12 8v5M12 16v.5',
  retracted: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM6 6l12 12',
  corroborated: 'M9 6a6 6 0 1 0 0 12A6 6 0 0 0 9 6zM15 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12z',
} as const;
export type MarkName = keyof typeof drawings;

export function Mark({ name }: { name: MarkName }) {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={drawings[name]} />
    </svg>
  );
}
