"""How the tests tell a program of the guest's what to do: one line of JSON in, one out, by a socket.

Orders are carried out beside the main loop, which stays free for what bluetoothd asks meanwhile.
"""
import json
import socketserver
import threading

from gi.repository import GLib


class Listener(socketserver.StreamRequestHandler):
    """{"kind": "pair", …} is do_pair(…) of whoever obeys."""

    def handle(self):
        for line in self.rfile:
            try:
                message = json.loads(line)
                order = getattr(self.server.obedient, "do_" + message.pop("kind"))
                said = {"ok": True, "value": order(**message)}
            except Exception as error:  # the test is who must know
                said = {"ok": False, "error": "%s: %s" % (type(error).__name__, error)}
            self.wfile.write((json.dumps(said) + "\n").encode())


def serve(name, obedient):
    """Listens at /run/NAME.sock, for ever."""
    server = socketserver.UnixStreamServer("/run/%s.sock" % name, Listener)
    server.obedient = obedient
    threading.Thread(target=server.serve_forever, daemon=True).start()
    GLib.MainLoop().run()


def in_main_loop(work):
    """Whoever registers something must be there to be called. Does not return before it is done."""
    is_done = threading.Event()
    errors = []

    def once():
        try:
            work()
        except Exception as error:  # whoever asked for it must know
            errors.append(error)
        is_done.set()
        return False

    GLib.idle_add(once)
    if not is_done.wait(10):
        raise TimeoutError("the main loop is busy")
    for error in errors:
        raise error


def answered(begin, within_s):
    """A call of bluetoothd's that asks something back before it answers: begin(reply_handler=…, error_handler=…)."""
    is_done = threading.Event()
    errors = []

    def failed(error):
        errors.append(error)
        is_done.set()

    in_main_loop(lambda: begin(reply_handler=lambda *_: is_done.set(), error_handler=failed))
    if not is_done.wait(within_s):
        raise TimeoutError("bluetoothd does not answer within %d s" % within_s)
    for error in errors:
        raise error
