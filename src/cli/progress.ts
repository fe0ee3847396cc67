/** Shows progress. On a terminal, it draws a bar. Otherwise, it prints a line at intervals. */

export class Progress {
  private drawn = -1;
  private readonly begunMs = performance.now();

  constructor(private readonly out: NodeJS.WriteStream = process.stderr) {}

  show(done: number, total: number, what: string): void {
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const step = Math.floor(share * (this.out.isTTY ? 200 : 10));
    if (step === this.drawn) return;
    this.drawn = step;
    const seconds = (performance.now() - this.begunMs) / 1000;
    const left = share > 0.02 && share < 1 ? `, about ${Math.ceil((seconds / share) * (1 - share))} s left` : '';
    const text = `${what} ${String(Math.floor(share * 100)).padStart(3)} % (${done.toLocaleString('en')} of ${total.toLocaleString('en')}${left})`;
    if (!this.out.isTTY) {
      this.out.write(`  ${text}\n`);
      return;
    }
    const width = 30;
    const filled = Math.round(share * width);
    this.out.write(`\r\x1b[K  ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${text}`);
  }

  end(text: string): void {
    const seconds = ((performance.now() - this.begunMs) / 1000).toFixed(1);
    this.out.write(`${this.out.isTTY ? '\r\x1b[K' : ''}  ${text} (${seconds} s)\n`);
  }
}
