// Between a socket and aedes: whole MQTT packets only, no larger, no faster and no greedier than AWS takes them.
// Looks at a packet's frame; what the packet means is aedes' business.
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { type EffectiveLimits, Violation } from "./limits.ts";

/** @see MQTT 3.1.1 section 2.2.1 */
const SUBSCRIBE = 8;
const DISCONNECT = 14;

/** Room for a topic with its Basic Ingest prefix, and for the CONNECT packet's fields. */
const FRAME_ALLOWANCE_BYTES = 2_048;

/** A class because aedes wants a stream: it owns the socket. */
export class GatedConnection extends Duplex {
  readonly socket: Socket;
  /** True once the client has said goodbye with a DISCONNECT packet. */
  saidGoodbye = false;
  readonly #limits: EffectiveLimits;
  #received = Buffer.alloc(0);
  #allowanceBytes: number;
  #countedAtMs = performance.now();
  #waiting: NodeJS.Timeout | null = null;

  constructor(socket: Socket, limits: EffectiveLimits) {
    super({ allowHalfOpen: false });
    this.socket = socket;
    this.#limits = limits;
    this.#allowanceBytes = limits.bytesPerSecond;
    socket.on("data", (chunk) => {
      this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
      this.#passOn();
    });
    socket.on("end", () => this.push(null));
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => this.destroy());
  }

  override _read(): void {
    if (this.#waiting === null) this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, done);
  }

  override _writev(chunks: { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.socket.write(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#waiting !== null) clearTimeout(this.#waiting);
    this.socket.destroy();
    done(error);
  }

  /** Hands on every packet that is complete and within the allowance of this second. */
  #passOn(): void {
    while (!this.destroyed && this.#waiting === null) {
      const frame = frameOf(this.#received);
      if (frame === null) return;
      if (frame.packetBytes > this.#limits.payloadBytes + FRAME_ALLOWANCE_BYTES) {
        this.destroy(new Violation("CLIENT_ERROR", `a packet of ${frame.packetBytes} bytes is too large`));
        return;
      }
      if (this.#received.length < frame.packetBytes) return;
      const waitMs = this.#takeAllowance(frame.packetBytes);
      if (waitMs > 0) {
        this.#waitFor(waitMs);
        return;
      }
      const packet = this.#received.subarray(0, frame.packetBytes);
      this.#received = this.#received.subarray(frame.packetBytes);
      const problem = this.#problemOf(packet, frame.bodyAt);
      if (problem !== null) {
        this.destroy(new Violation("CLIENT_ERROR", problem));
        return;
      }
      if (!this.push(packet)) this.socket.pause();
    }
  }

  #waitFor(waitMs: number): void {
    this.socket.pause();
    this.#waiting = setTimeout(() => {
      this.#waiting = null;
      this.#passOn();
      if (this.#waiting === null) this.socket.resume();
    }, waitMs);
  }

  /** How long to wait until so many bytes may pass; 0 when they may now, and then they are counted. */
  #takeAllowance(bytes: number): number {
    const { bytesPerSecond } = this.#limits;
    const nowMs = performance.now();
    const refilled = this.#allowanceBytes + ((nowMs - this.#countedAtMs) / 1_000) * bytesPerSecond;
    this.#allowanceBytes = Math.min(bytesPerSecond, refilled);
    this.#countedAtMs = nowMs;
    const missing = Math.min(bytes, bytesPerSecond) - this.#allowanceBytes;
    if (missing > 0) return Math.ceil((missing / bytesPerSecond) * 1_000);
    this.#allowanceBytes -= bytes;
    return 0;
  }

  #problemOf(packet: Buffer, bodyAt: number): string | null {
    const type = (packet[0] ?? 0) >> 4;
    if (type === DISCONNECT) this.saidGoodbye = true;
    if (type !== SUBSCRIBE) return null;
    const filters = countFilters(packet, bodyAt);
    const most = this.#limits.filtersPerSubscribe;
    return filters > most ? `a SUBSCRIBE with ${filters} filters, at most ${most} are allowed` : null;
  }
}

/** Null while the fixed header is not complete. @see MQTT 3.1.1 section 2.2.3 */
function frameOf(bytes: Buffer): { readonly bodyAt: number; readonly packetBytes: number } | null {
  let remaining = 0;
  for (let index = 1; index <= 4; index++) {
    const byte = bytes[index];
    if (byte === undefined) return null;
    remaining += (byte & 0x7f) * 128 ** (index - 1);
    if (byte < 0x80) return { bodyAt: index + 1, packetBytes: index + 1 + remaining };
  }
  // A fifth length byte is malformed: the frame is called endless, and refused as too large.
  return { bodyAt: 5, packetBytes: Number.POSITIVE_INFINITY };
}

/** @see MQTT 3.1.1 section 3.8.3: after the packet id, each filter with its length, followed by its QoS */
function countFilters(packet: Buffer, bodyAt: number): number {
  let count = 0;
  for (let at = bodyAt + 2; at + 2 <= packet.length; count++) at += 2 + packet.readUInt16BE(at) + 1;
  return count;
}
