"""Does in the guest what the tests ask for: runs commands, starts and stops programs, lets time pass.

A request is a file requests/N.json in the folder that host and guest share, N counted from 1; its answer is
answers/N.json. A guest with a virtual clock must not let time pass while the host thinks: as long as nothing is under
way here, this program waits at a FIFO of the host's, and all of the guest with it, until the host opens it, too.
"""
import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time

EXCHANGE = "/radio/exchange"
BELL = EXCHANGE + "/bell"
LOGS = "/run/log"
LOOK_EVERY_S = 0.005
BUSY_LOOK_EVERY_S = 1
SETTLES_S = 0.001
IS_VIRTUAL = "time-travel" in open("/proc/cmdline").read().split("radio.", 1)[0]

programs = {}
commands = {}


def now_ms():
    return time.monotonic() * 1000


def demote(request):
    """The command as another user with the limits that systemd would give it."""
    command = list(request["argv"])
    if "user" in request:
        user = request["user"]
        command = ["setpriv", "--reuid", user, "--regid", user, "--groups", request.get("groups", "audio")] + command
    if "limits" in request:
        command = ["prlimit"] + ["--%s=%s" % limit for limit in request["limits"].items()] + command
    if "nice" in request:
        command = ["nice", "-n", str(request["nice"])] + command
    return command


def environment(request):
    return {**os.environ, **request.get("env", {})}


def run(request):
    """A command to its end."""
    try:
        done = subprocess.run(
            demote(request),
            input=request.get("stdin", ""),
            env=environment(request),
            capture_output=True,
            text=True,
            timeout=request.get("withinMs", 60_000) / 1000,
        )
        return {"code": done.returncode, "out": done.stdout, "err": done.stderr}
    except subprocess.TimeoutExpired as late:
        said = [text.decode() if isinstance(text, bytes) else text or "" for text in (late.stdout, late.stderr)]
        return {"code": -1, "out": said[0], "err": said[1] + "\nit did not end in time"}


def begin(request):
    """A command that is asked for its end later: meanwhile time passes only as other requests let it."""
    done = {}
    thread = threading.Thread(target=lambda: done.update(run(request)), daemon=True)
    thread.start()
    commands[request["name"]] = (thread, done)
    return {}


def finish(request):
    """The end of what was begun."""
    thread, done = commands.pop(request["name"])
    thread.join()
    return done


def start(request):
    """A program that goes on; what it prints is kept."""
    name = request["name"]
    log = open(os.path.join(LOGS, name), "ab")
    programs[name] = subprocess.Popen(
        demote(request),
        env=environment(request),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    return {"pid": programs[name].pid}


def stop(request):
    """Sends a signal and waits for the end."""
    program = programs[request["name"]]
    program.send_signal(getattr(signal, "SIG" + request.get("signal", "TERM")))
    try:
        return {"code": program.wait(request.get("withinMs", 10_000) / 1000)}
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, signal.SIGKILL)
        return {"code": program.wait(), "error": "it had to be killed"}


def status(request):
    return {"code": programs[request["name"]].poll()}


def log(request):
    """What a program has printed since a place in its log."""
    with open(os.path.join(LOGS, request["name"]), "rb") as file:
        file.seek(request.get("from", 0))
        text = file.read()
    return {"text": text.decode(errors="replace"), "until": request.get("from", 0) + len(text)}


def tell(request):
    """One line of JSON to a program that listens, and its answer."""
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(request.get("withinMs", 60_000) / 1000)
        door.connect("/run/%s.sock" % request["name"])
        door.sendall((json.dumps(request["message"]) + "\n").encode())
        return json.loads(door.makefile().readline())


def write(request):
    path = request["path"]
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(request["text"])
    if "user" in request:
        shutil.chown(path, request["user"], request["user"])
    return {}


def fetch(request):
    """Copies a folder of the guest's into the shared one, in place of what was there before."""
    to = os.path.join(EXCHANGE, request["to"])
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(request["path"], to)
    os.sync()
    return {}


def pause(request):
    time.sleep(request["ms"] / 1000)
    return {}


KINDS = {one.__name__: one for one in (run, begin, finish, start, stop, status, log, tell, write, fetch, pause)}


def answer(number, request):
    started = now_ms()
    try:
        value = {"ok": True, "value": KINDS[request["kind"]](request)}
    except Exception as error:  # whatever it is, the test is who must know
        value = {"ok": False, "error": "%s: %s" % (type(error).__name__, error)}
    value.update(startedMs=started, endedMs=now_ms())
    path = "%s/answers/%d.json" % (EXCHANGE, number)
    with open(path + ".draft", "w") as file:
        json.dump(value, file)
    os.rename(path + ".draft", path)


def main():
    under_way = []
    number = 1
    has_settled = True
    while True:
        under_way = [thread for thread in under_way if thread.is_alive()]
        if IS_VIRTUAL and not under_way and not has_settled:
            # whatever else is to be done at this moment is done now: what comes of the next request does not hang on
            # how long the host takes to think of it
            time.sleep(SETTLES_S)
            has_settled = True
        path = "%s/requests/%d.json" % (EXCHANGE, number)
        if os.access(path, os.R_OK):
            with open(path) as file:
                request = json.load(file)
            number += 1
            if request["kind"] == "end":
                return
            thread = threading.Thread(target=answer, args=(number - 1, request), daemon=True)
            thread.start()
            under_way.append(thread)
            has_settled = False
            continue
        if under_way:
            # every look costs the host more than it costs the guest's clock
            under_way[0].join(BUSY_LOOK_EVERY_S)
        elif IS_VIRTUAL:
            os.close(os.open(BELL, os.O_RDONLY))
        else:
            time.sleep(LOOK_EVERY_S)


main()
