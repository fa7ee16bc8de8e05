// The connection to the console: comes back by itself. Sound follows right behind the message that tells of it.
const FIRST_WAIT = 500; // ms, doubled at each try
const LONGEST_WAIT = 8000;

export class Connection {
  constructor(robot, on) {
    this.address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/robot/${robot}/talk`;
    this.on = on;
    this.wait = FIRST_WAIT;
    this.open();
  }

  open() {
    this.socket = new WebSocket(this.address);
    this.socket.binaryType = "arraybuffer";
    this.socket.addEventListener("open", () => { this.wait = FIRST_WAIT; this.on.opened(); });
    this.socket.addEventListener("message", ({ data }) => this.take(data));
    this.socket.addEventListener("close", () => {
      this.on.closed();
      setTimeout(() => this.open(), this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    });
  }

  take(data) {
    if (typeof data !== "string") { this.on.sound(this.announced, new Int16Array(data)); return; }
    const message = JSON.parse(data);
    if (message.kind === "sound") this.announced = message;
    else this.on[message.kind]?.(message);
  }

  // Returns: whether it could be sent.
  send(message) {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(message instanceof ArrayBuffer ? message : JSON.stringify(message));
    return true;
  }
}
