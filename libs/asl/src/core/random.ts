/**
 * Randomness of an execution: a function of its ARN, an event number and a counter, so that a replay computes the same
 * (cyrb128 seeds, sfc32 draws; both public domain). Not for secrets.
 */
export class Randomness {
  private state: [number, number, number, number] | undefined;

  constructor(
    private readonly executionArn: string,
    private readonly eventId: number,
  ) {}

  /** In [0, 1). */
  number(): number {
    return this.word() / 4_294_967_296;
  }

  /** UUID, version 4. */
  uuid(): string {
    const hex = [this.word(), this.word(), this.word(), this.word()].map((word) => word.toString(16).padStart(8, '0')).join('');
    const variant = ((parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  private word(): number {
    const state = (this.state ??= seed(`${this.executionArn}#${this.eventId}`));
    const sum = (state[0] + state[1] + state[3]) | 0;
    state[3] = (state[3] + 1) | 0;
    state[0] = state[1] ^ (state[1] >>> 9);
    state[1] = (state[2] + (state[2] << 3)) | 0;
    state[2] = ((state[2] << 21) | (state[2] >>> 11)) + sum;
    return sum >>> 0;
  }
}

function seed(text: string): [number, number, number, number] {
  let a = 1_779_033_703;
  let b = 3_144_134_277;
  let c = 1_013_904_242;
  let d = 2_773_480_762;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    a = b ^ Math.imul(a ^ code, 597_399_067);
    b = c ^ Math.imul(b ^ code, 2_869_860_233);
    c = d ^ Math.imul(c ^ code, 951_274_213);
    d = a ^ Math.imul(d ^ code, 2_716_044_179);
  }
  a = Math.imul(c ^ (a >>> 18), 597_399_067);
  b = Math.imul(d ^ (b >>> 22), 2_869_860_233);
  c = Math.imul(a ^ (c >>> 17), 951_274_213);
  d = Math.imul(b ^ (d >>> 19), 2_716_044_179);
  return [a ^ b ^ c ^ d, b, c, d];
}
