/// Outside words as a part of a sentence of ours: they turn nothing round them, whatever controls they bring.
export const isolated = (text: string): string => `\u2068${text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')}\u2069`;

/// The beginning of outside words where all of them would drown the page: titles have been ten million letters long.
export function beginning(text: string, most = 300): string {
  return text.length <= most ? text : `${Array.from(text.slice(0, 2 * most)).slice(0, most - 1).join('')}…`;
}
