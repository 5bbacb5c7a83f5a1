#!/usr/bin/env python3
"""Holds many TCP sockets in several processes, then runs commands that list them, one after another, round by round.

Reads a JSON object from stdin: {"connections": N, "holders": N, "rounds": N, "commands": {name: [argv...]}}.
Prints a JSON object a run: {"name": ..., "cpu": seconds, "peak_kib": ..., "lines": ..., "status": ...}.
CPU time and peak memory are those of the child, from wait4(2)."""
import json
import os
import resource
import socket
import sys


JSON_ROW = b'},{"kind"'


def hold(connections, port, ready, end):
    """A child: both ends of its connections, until `end` is closed."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (20000, 20000))
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(4096)
    kept = []
    for _ in range(connections):
        client = socket.socket()
        client.connect(("127.0.0.1", port))
        kept.append(client)
        kept.append(listener.accept()[0])
    os.write(ready, b"x")
    os.read(end, 1)
    os._exit(0)


def run(name, command):
    pipe_out, pipe_in = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(pipe_in, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.close(pipe_in)
        os.close(pipe_out)
        os.execvp(command[0], command)
    os.close(pipe_in)
    lines = 0
    end = b""
    while True:
        part = os.read(pipe_out, 1 << 20)
        if not part:
            break
        # A row of JSON begins in one part and ends in another as often as not.
        part = end + part
        lines += part.count(b"\n") + part.count(JSON_ROW)
        end = part[len(part) - len(JSON_ROW) + 1:].replace(b"\n", b" ")
    os.close(pipe_out)
    _, status, usage = os.wait4(pid, 0)
    print(json.dumps({"name": name, "cpu": usage.ru_utime + usage.ru_stime, "peak_kib": usage.ru_maxrss, "lines": lines, "status": status}), flush=True)


def main():
    order = json.load(sys.stdin)
    holders, per = order["holders"], order["connections"] // order["holders"]
    ready_out, ready_in = os.pipe()
    end_out, end_in = os.pipe()
    children = []
    for i in range(holders):
        pid = os.fork()
        if pid == 0:
            os.close(end_in)
            hold(per, 20000 + i, ready_in, end_out)
        children.append(pid)
    try:
        for _ in range(holders):
            os.read(ready_out, 1)
        for number in range(order["rounds"] + 1):
            for name, command in order["commands"].items():
                # The first round warms the page cache and is not counted.
                run(name if number else "warm-up", command)
    finally:
        os.close(end_in)
        for pid in children:
            os.waitpid(pid, 0)


main()
