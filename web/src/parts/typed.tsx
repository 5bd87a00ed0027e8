// A box that one types into. What is half typed stays while the page is drawn anew around it, and the focus stays in it when it is taken.
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

type Rest = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange'>;

/// `value` is what stands in the address; `take` gets what was typed, trimmed, once the person is done with it.
export function Typed({ value, take, ...rest }: Rest & { value: string | null; take: (typed: string | null) => void }) {
  const box = useRef<HTMLInputElement>(null);
  const stands = value ?? '';
  useEffect(() => { if (box.current!.value !== stands) box.current!.value = stands; }, [stands]);
  return <input {...rest} ref={box} defaultValue={stands} onChange={(event) => take(event.currentTarget.value.trim() || null)} />;
}
