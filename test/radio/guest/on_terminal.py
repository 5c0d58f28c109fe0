"""Runs a command as somebody at a terminal does, who answers what it asks.

Arguments: a JSON list of [what is asked, the answer], in the order in which it is asked, and the command. Prints what the
terminal showed, and ends as the command does.
"""
import json
import os
import pty
import sys


def main():
    answers = json.loads(sys.argv[1])
    command, terminal = pty.fork()
    if command == 0:
        os.execvp(sys.argv[2], sys.argv[2:])
    shown = ""
    while True:
        try:
            said = os.read(terminal, 4096)
        except OSError:  # how a terminal says that the command has ended
            said = b""
        if not said:
            break
        print(said.decode(errors="replace"), end="", flush=True)
        shown += said.decode(errors="replace")
        if answers and answers[0][0] in shown:
            os.write(terminal, (answers.pop(0)[1] + "\n").encode())
            shown = ""
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(command, 0)[1]))


main()
