// The microphone's sound as 16 bit integers, 20 ms at a time: a stop must not wait.
const STRETCH = 320;

class Pcm extends AudioWorkletProcessor {
  constructor() {
    super();
    this.stretch = new Int16Array(STRETCH);
    this.filled = 0;
  }

  process([[samples]]) {
    if (!samples) return true;
    for (const sample of samples) {
      this.stretch[this.filled] = Math.max(-32768, Math.min(32767, Math.round(sample * 32767)));
      this.filled += 1;
      if (this.filled < STRETCH) continue;
      this.port.postMessage(this.stretch.buffer, [this.stretch.buffer]);
      this.stretch = new Int16Array(STRETCH);
      this.filled = 0;
    }
    return true;
  }
}

registerProcessor("pcm", Pcm);
