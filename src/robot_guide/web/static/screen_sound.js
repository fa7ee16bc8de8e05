// The robot's voice in the browser: one thing after the other, silent at once where asked, and which word sounds.
export class Player {
  constructor({ onWord, onChange, onBlocked }) {
    Object.assign(this, { onWord, onChange, onBlocked, waiting: [], current: null });
    for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, () => this.unblock(), { capture: true });
  }

  get speaking() { return this.current !== null; }

  // Browsers let a page sound after a touch only; a robot's own browser is started so that it may at once.
  unblock() {
    this.context ??= new AudioContext();
    if (this.context.state === "suspended") this.context.resume().then(() => this.onBlocked(false));
  }

  play(told, samples) {
    this.waiting.push({ ...told, samples });
    if (!this.current) this.next();
  }

  next() {
    const told = this.waiting.shift();
    this.current = told ?? null;
    this.onChange();
    if (!told) return;
    this.unblock();
    const buffer = this.context.createBuffer(1, Math.max(told.samples.length, 1), told.rate);
    buffer.copyToChannel(Float32Array.from(told.samples, (sample) => sample / 32768), 0);
    this.source = this.context.createBufferSource();
    this.source.buffer = buffer;
    this.source.connect(this.context.destination);
    this.source.start();
    if (this.context.state === "suspended") this.onBlocked(true);
    this.began = performance.now();
    this.follow(told);
  }

  // by the clock, so that captions go on where no sound may come out
  follow(told) {
    if (this.current !== told) return;
    const passed = (performance.now() - this.began) / 1000;
    if (passed >= told.seconds) { this.next(); return; }
    const word = told.words.findLast(([, , start]) => start <= passed);
    if (word) this.onWord(told, word);
    requestAnimationFrame(() => this.follow(told));
  }

  // Silent at once: one thing, or all.
  hush(id = null) {
    this.waiting = this.waiting.filter((told) => id !== null && told.id !== id);
    if (!this.current || (id !== null && this.current.id !== id)) return;
    this.source.stop();
    this.next();
  }
}
