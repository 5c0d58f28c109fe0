// The C that the stand-in needs: it serves D-Bus by libsystemd, hands out descriptors, and waits for several at once.
import { loadLibrary } from "@house-band/bridge-firmware/engine/outputs/pcm/native";

const AF_UNIX = 1;
const SEQPACKET_NONBLOCK_CLOEXEC = 0o2000000 | 0o4000 | 5;
const CLOEXEC = 0o2000000;
const F_SETFL = 4;
const O_NONBLOCK = 0o4000;
const CLOCK_MONOTONIC_RAW = 4;
const POLLIN = 1;

const libc = loadLibrary("libc.so.6");
const sd = loadLibrary("libsystemd.so.0");

const pipe2 = libc.func("int pipe2(void *descriptors, int flags)");
const socketpair = libc.func("int socketpair(int domain, int type, int protocol, void *descriptors)");
const fcntl = libc.func("int fcntl(int descriptor, int command, ...)");
const poll = libc.func("int poll(void *descriptors, unsigned long count, int timeoutMs)");
const gettime = libc.func("int clock_gettime(int clock, void *time)");

export const bus = {
  open: sd.func("int sd_bus_open_system(_Out_ void **bus)"),
  requestName: sd.func("int sd_bus_request_name(void *bus, const char *name, uint64_t flags)"),
  process: sd.func("int sd_bus_process(void *bus, _Out_ void **message)"),
  descriptor: sd.func("int sd_bus_get_fd(void *bus)"),
  isCall: sd.func("int sd_bus_message_is_method_call(void *message, const char *interface, const char *member)"),
  path: sd.func("const char *sd_bus_message_get_path(void *message)"),
  readString: sd.func("int sd_bus_message_read_basic(void *message, int8_t type, _Out_ const char **value)"),
  readNumber: sd.func("int sd_bus_message_read_basic(void *message, int8_t type, void *value)"),
  enter: sd.func("int sd_bus_message_enter_container(void *message, int8_t type, const char *contents)"),
  newReply: sd.func("int sd_bus_message_new_method_return(void *call, _Out_ void **message)"),
  append: sd.func("int sd_bus_message_append(void *message, const char *types, ...)"),
  openContainer: sd.func("int sd_bus_message_open_container(void *message, int8_t type, const char *contents)"),
  closeContainer: sd.func("int sd_bus_message_close_container(void *message)"),
  send: sd.func("int sd_bus_send(void *bus, void *message, void *cookie)"),
  replyError: sd.func("int sd_bus_reply_method_errorf(void *call, const char *name, const char *format, ...)"),
  unref: sd.func("void *sd_bus_message_unref(void *message)"),
};

/** By the clock that bluez-alsa paces its encoders by. */
export function rawMs(): number {
  const words = new Int32Array(4);
  gettime(CLOCK_MONOTONIC_RAW, words);
  return (words[0] ?? 0) * 1_000 + (words[2] ?? 0) / 1e6;
}

/** Two ends of a pipe and of a control socket, made as bluez-alsa makes them: only `ours` of the pipe does not block. */
export function createEnds(ours: "reading" | "writing") {
  const pipe = new Int32Array(2);
  const control = new Int32Array(2);
  if (pipe2(pipe, CLOEXEC) < 0 || socketpair(AF_UNIX, SEQPACKET_NONBLOCK_CLOEXEC, 0, control) < 0) {
    throw new Error("no descriptors are left");
  }
  const [reading = -1, writing = -1] = pipe;
  const [controlled = -1, controlling = -1] = control;
  fcntl(ours === "reading" ? reading : writing, F_SETFL, "int", O_NONBLOCK);
  return { reading, writing, controlled, controlling };
}

/** Waits until one of them can be read, or a reader has to be told something; at most `timeoutMs`. */
export function waitFor(descriptors: readonly number[], timeoutMs: number): void {
  const asked = Int32Array.from(descriptors.flatMap((descriptor) => [descriptor, POLLIN]));
  poll(asked, descriptors.length, timeoutMs);
}
