/** A number from text and seed, evenly spread, so that a sample differs from subject to subject and is repeatable. */
function rank(text: string, seed: number): number {
  let hash = seed ^ 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}

/** In an order that depends on the seed and on what they are asked about: the first ones are a sample. */
export function inRankOrder<Item extends { readonly id: string }>(
  items: readonly Item[],
  subject: string,
  seed: number,
): readonly Item[] {
  return [...items].sort((a, b) => rank(subject + a.id, seed) - rank(subject + b.id, seed))
}
