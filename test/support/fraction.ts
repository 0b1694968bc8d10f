/** An exact number, for a second opinion that owes nothing to floating point. */
export interface Fraction {
  readonly of: bigint;
  readonly to: bigint;
}

export function whole(number: number): Fraction {
  return { of: BigInt(number), to: 1n };
}

/** A number as it was written, to six places. */
export function written(number: number): Fraction {
  return { of: BigInt(Math.round(number * 1e6)), to: 1_000_000n };
}

export function minus(a: Fraction, b: Fraction): Fraction {
  return plus(a, { of: -b.of, to: b.to });
}

export function plus(a: Fraction, b: Fraction): Fraction {
  return { of: a.of * b.to + b.of * a.to, to: a.to * b.to };
}

export function times(a: Fraction, b: Fraction): Fraction {
  return { of: a.of * b.of, to: a.to * b.to };
}

/** Undefined where there is nothing to divide by. */
export function over(a: Fraction, b: Fraction): Fraction | undefined {
  if (b.of === 0n) return undefined;
  const sign = b.of < 0n ? -1n : 1n;
  return { of: a.of * b.to * sign, to: a.to * b.of * sign };
}

export function isLess(a: Fraction, b: Fraction): boolean {
  return a.of * b.to < b.of * a.to;
}

export function absolute(a: Fraction): Fraction {
  return { of: a.of < 0n ? -a.of : a.of, to: a.to };
}

/** To so many places, halves away from zero. */
export function rounded({ of, to }: Fraction, places: number): Fraction {
  const scale = 10n ** BigInt(places);
  const size = of < 0n ? -of : of;
  const nearest = (2n * size * scale + to) / (2n * to);
  return { of: of < 0n ? -nearest : nearest, to: scale };
}

export function asNumber({ of, to }: Fraction): number {
  return Number(of) / Number(to);
}
