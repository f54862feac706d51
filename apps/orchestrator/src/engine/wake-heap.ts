/** A binary heap of wake-ups by time. Entries are never removed from the middle: whoever takes one checks that it still holds. */
export class WakeHeap {
  private readonly times: number[] = [];
  private readonly ids: string[] = [];

  get size(): number {
    return this.times.length;
  }
  /** Epoch milliseconds of the earliest entry. */
  get earliest(): number | undefined {
    return this.times[0];
  }

  push(time: number, id: string): void {
    let at = this.times.length;
    this.times.push(time);
    this.ids.push(id);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((this.times[parent] as number) <= time) break;
      this.swap(at, parent);
      at = parent;
    }
  }

  /** Takes the earliest entry if it is due. */
  popDue(now: number): { readonly time: number; readonly id: string } | undefined {
    const time = this.times[0];
    const id = this.ids[0];
    if (time === undefined || id === undefined || time > now) return undefined;
    const lastTime = this.times.pop() as number;
    const lastId = this.ids.pop() as string;
    if (this.times.length > 0) {
      this.times[0] = lastTime;
      this.ids[0] = lastId;
      this.sink();
    }
    return { time, id };
  }

  private sink(): void {
    const { times } = this;
    for (let at = 0; ;) {
      const left = at * 2 + 1;
      const right = left + 1;
      let least = at;
      if (left < times.length && (times[left] as number) < (times[least] as number)) least = left;
      if (right < times.length && (times[right] as number) < (times[least] as number)) least = right;
      if (least === at) return;
      this.swap(at, least);
      at = least;
    }
  }

  private swap(a: number, b: number): void {
    [this.times[a], this.times[b]] = [this.times[b] as number, this.times[a] as number];
    [this.ids[a], this.ids[b]] = [this.ids[b] as string, this.ids[a] as string];
  }
}
