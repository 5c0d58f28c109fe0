// What goes out on one connection: one packet after the other, never more than so many without their PUBACK, and at first
// what waited for the client. Whether an entry is kept beyond the connection is the mailbox's; the MQTT bytes are aedes'.

export type Delivery = {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly expiresAtMs: number | null;
};

/** How a session reaches its connected client. `written` is called when the socket has taken the packet. */
export type Transport = {
  send(delivery: Delivery, packetId: number, dup: boolean, written: () => void): void;
  close(): Promise<void>;
};

/** `sent`: on any connection; the next time it is a duplicate. */
export type Entry = Delivery & { readonly onAcknowledged: (() => void) | null; sent: boolean; acknowledged: boolean };

export type Sending = {
  hand(entry: Entry): void;
  /** Oldest first, and no faster than AWS does. */
  replay(kept: readonly Entry[]): void;
  acknowledge(packetId: number): void;
  /** The connection is gone: nothing more goes out on it. */
  end(): void;
};

export type SendingParts = {
  readonly transport: Pick<Transport, "send">;
  readonly limits: { readonly unacknowledgedPerClient: number; readonly replayPerSecond: number };
  /** Delivers it now, later, twice or never. */
  readonly pass: (topic: string, deliver: () => void) => void;
  readonly nowMs: () => number;
  readonly nextId: PacketIds;
  /** It was acknowledged, or is too old: nobody needs to keep it. */
  readonly onOver: (entry: Entry) => void;
};

type Own = SendingParts & {
  readonly outbox: Entry[];
  readonly inFlight: Map<number, Entry>;
  isWriting: boolean;
  isOver: boolean;
  timer: NodeJS.Timeout | null;
};

/** Idle at first. */
export function createSending(parts: SendingParts): Sending {
  const own: Own = { ...parts, outbox: [], inFlight: new Map(), isWriting: false, isOver: false, timer: null };
  return {
    hand: (entry) => hand(own, entry),
    replay: (kept) => replayNext(own, [...kept]),
    acknowledge(packetId) {
      const entry = own.inFlight.get(packetId);
      if (!entry) return;
      own.inFlight.delete(packetId);
      entry.acknowledged = true;
      own.onOver(entry);
      entry.onAcknowledged?.();
      pump(own);
    },
    end() {
      own.isOver = true;
      if (own.timer !== null) clearTimeout(own.timer);
    },
  };
}

function hand(own: Own, entry: Entry): void {
  own.pass(entry.topic, () => {
    if (own.isOver) return;
    own.outbox.push(entry);
    pump(own);
  });
}

function pump(own: Own): void {
  if (own.isWriting || own.isOver) return;
  const [entry] = own.outbox;
  if (entry === undefined) return;
  if (entry.qos === 1 && own.inFlight.size >= own.limits.unacknowledgedPerClient) return;
  own.outbox.shift();
  if (isExpired(own, entry)) {
    own.onOver(entry);
    pump(own);
    return;
  }
  const packetId = own.nextId((id) => own.inFlight.has(id));
  if (entry.qos === 1) own.inFlight.set(packetId, entry);
  own.isWriting = true;
  own.transport.send(entry, packetId, entry.sent, () => {
    own.isWriting = false;
    pump(own);
  });
  entry.sent = true;
}

function replayNext(own: Own, waiting: Entry[]): void {
  const entry = waiting.shift();
  own.timer = null;
  if (entry === undefined || own.isOver) return;
  if (isExpired(own, entry)) own.onOver(entry);
  else if (!entry.acknowledged) hand(own, entry);
  if (waiting.length > 0) own.timer = setTimeout(() => replayNext(own, waiting), 1_000 / own.limits.replayPerSecond);
}

const isExpired = ({ nowMs }: SendingParts, { expiresAtMs }: Entry): boolean =>
  expiresAtMs !== null && expiresAtMs <= nowMs();

/** The next packet id that is not taken; after the last comes 1 again. */
export type PacketIds = (isTaken: (id: number) => boolean) => number;

const MAX_PACKET_ID = 65_535;

/** From 1 on. @see MQTT 3.1.1 section 2.3.1 */
export function createPacketIds(): PacketIds {
  let last = 0;
  return (isTaken) => {
    do last = (last % MAX_PACKET_ID) + 1;
    while (isTaken(last));
    return last;
  };
}
