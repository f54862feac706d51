/**
 * java.util.Random: the service computes `$random(seed)` and `States.MathRandom(start, end, seed)` with it, so that the same seed
 * gives the same number here. `$random(42)` is 0.7275636800328681 there.
 */
export class JavaRandom {
  private seed: bigint;

  constructor(seed: number) {
    this.seed = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK;
  }

  /** A number in [0, 1). */
  nextDouble(): number {
    return (this.next(26) * 2 ** 27 + this.next(27)) / 2 ** 53;
  }

  /** A whole number in [0, bound); bound below 2^31. */
  nextInt(bound: number): number {
    if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(this.next(31))) >> 31n);
    for (;;) {
      const bits = this.next(31);
      const value = bits % bound;
      if (bits - value + (bound - 1) < 2 ** 31) return value;
    }
  }

  private next(bits: number): number {
    this.seed = (this.seed * MULTIPLIER + 0xbn) & MASK;
    return Number(this.seed >> BigInt(48 - bits));
  }
}

const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;
