// The browser's microphone, 16 kHz mono: held down, or open until it is closed.
const RATE = 16000;
const TAIL = 300; // ms that are still heard after letting go: the last word's end

export class Microphone {
  constructor({ send, onChange, onProblem }) {
    Object.assign(this, { send, onChange, onProblem, on: false });
  }

  async open() {
    this.wanted = true;
    clearTimeout(this.closing);
    if (this.on || !(await this.connected()) || !this.wanted) return;
    this.on = true;
    this.send({ kind: "microphone", on: true });
    this.onChange();
  }

  close() {
    this.wanted = false;
    clearTimeout(this.closing);
    this.closing = setTimeout(() => this.end(), TAIL);
  }

  // the connection has gone, or the tail is over
  end() {
    if (!this.on) return;
    this.on = false;
    this.send({ kind: "microphone", on: false });
    this.onChange();
  }

  async connected() {
    if (this.context) return true;
    if (!navigator.mediaDevices) { this.onProblem("needs_https"); return false; }
    try {
      const audio = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
      const stream = await navigator.mediaDevices.getUserMedia({ audio });
      const context = new AudioContext({ sampleRate: RATE });
      await context.audioWorklet.addModule("/static/screen_worklet.js");
      const node = new AudioWorkletNode(context, "pcm", { numberOfOutputs: 0 });
      node.port.addEventListener("message", ({ data }) => { if (this.on) this.send(data); });
      node.port.start();
      context.createMediaStreamSource(stream).connect(node);
      this.context = context;
      return true;
    } catch (error) {
      this.onProblem(error.name === "NotAllowedError" ? "not_allowed" : "no_microphone");
      return false;
    }
  }
}
