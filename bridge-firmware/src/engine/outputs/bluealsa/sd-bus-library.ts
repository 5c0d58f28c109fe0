// The calls of libsystemd's sd-bus that are needed, and what C gives back through pointers.
// @see sd_bus_open_system(3), sd_bus_process(3), sd_bus_message_read_basic(3)
import { loadLibrary } from "../pcm/native.ts";

export type SdBus = ReturnType<typeof bind>;

/** What a call fills with the address of what it has made. */
export type Address = [bigint | null];

/** Throws where libsystemd, or the package that calls it, is missing. */
export function bindSdBus(): SdBus {
  bound ??= bind();
  return bound;
}

/** sd-bus takes a type as a C character. */
export const code = (type: string): number => type.charCodeAt(0);

let bound: SdBus | null = null;

function bind() {
  const library = loadLibrary("libsystemd.so.0");
  const func = (declaration: string) => library.func(declaration);
  return {
    openSystem: func("int sd_bus_open_system(_Out_ void **bus)"),
    closeUnref: func("void *sd_bus_close_unref(void *bus)"),
    newMethodCall: func(
      "int sd_bus_message_new_method_call(void *bus, _Out_ void **message, const char *destination, const char *path, const char *interface, const char *member)",
    ),
    appendString: func("int sd_bus_message_append_basic(void *message, int8_t type, const char *value)"),
    appendNumber: func("int sd_bus_message_append_basic(void *message, int8_t type, const void *value)"),
    openContainer: func("int sd_bus_message_open_container(void *message, int8_t type, const char *contents)"),
    closeContainer: func("int sd_bus_message_close_container(void *message)"),
    send: func("int sd_bus_send(void *bus, void *message, void *cookie)"),
    process: func("int sd_bus_process(void *bus, _Out_ void **message)"),
    replyCookie: func("int sd_bus_message_get_reply_cookie(void *message, void *cookie)"),
    isMethodError: func("int sd_bus_message_is_method_error(void *message, const char *name)"),
    enterContainer: func("int sd_bus_message_enter_container(void *message, int8_t type, const char *contents)"),
    exitContainer: func("int sd_bus_message_exit_container(void *message)"),
    skip: func("int sd_bus_message_skip(void *message, const char *types)"),
    readString: func("int sd_bus_message_read_basic(void *message, int8_t type, _Out_ const char **value)"),
    readNumber: func("int sd_bus_message_read_basic(void *message, int8_t type, void *value)"),
    unrefMessage: func("void *sd_bus_message_unref(void *message)"),
    fcntl: loadLibrary("libc.so.6").func("int fcntl(int descriptor, int command, ...)"),
  };
}
