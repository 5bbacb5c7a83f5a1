#!/usr/bin/env python3
"""Runs port scanners one after another, round by round, in a network of their own: loopback, and a host behind veth.

Reads a JSON object from stdin: {"rounds": N, "cells": {cell: {name: [argv...]}}}.
Prints a JSON object a run: {"cell": ..., "name": ..., "wall": seconds, "cpu": seconds, "status": ..., "packets": ...}.
CPU time is that of the child, from wait4(2); packets are those that left over veth, as the interface counts them.

10.99.0.2 is the host behind veth. Of 10.98.0.0/24 behind it the first 26 answer and the other 230 drop all."""
import json
import os
import subprocess
import sys
import time

NEAR, FAR = f"pbscan{os.getpid()}a", f"pbscan{os.getpid()}b"


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


def build():
    ip("netns", "add", NEAR)
    ip("netns", "add", FAR)
    ip("-n", NEAR, "link", "add", "va", "type", "veth", "peer", "name", "vb", "netns", FAR)
    for space, device, address in ((NEAR, "va", "10.99.0.1/24"), (FAR, "vb", "10.99.0.2/24")):
        ip("-n", space, "address", "add", address, "dev", device)
        ip("-n", space, "link", "set", device, "up")
        ip("-n", space, "link", "set", "lo", "up")
    ip("-n", NEAR, "route", "add", "10.98.0.0/24", "via", "10.99.0.2")
    ip("-n", NEAR, "route", "add", "default", "via", "10.99.0.2")
    ip("-n", FAR, "route", "add", "local", "10.98.0.0/24", "dev", "lo")
    subprocess.run(["ip", "netns", "exec", FAR, "nft", "add table inet t; add chain inet t i { type filter hook input priority 0; }; "
                    "add rule inet t i ip daddr 10.98.0.26-10.98.0.255 drop"], check=True)


def sent():
    text = subprocess.run(["ip", "-n", NEAR, "-s", "-j", "link", "show", "va"], check=True, capture_output=True, text=True).stdout
    return json.loads(text)[0]["stats64"]["tx"]["packets"]


def run(cell, name, command):
    before = sent()
    start = time.monotonic()
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execvp("ip", ["ip", "netns", "exec", NEAR, *command])
    _, status, usage = os.wait4(pid, 0)
    wall = time.monotonic() - start
    print(json.dumps({"cell": cell, "name": name, "wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "status": status, "packets": sent() - before}), flush=True)


def main():
    asked = json.load(sys.stdin)
    try:
        build()
        for cell, commands in asked["cells"].items():
            for _ in range(asked["rounds"]):
                for name, command in commands.items():
                    run(cell, name, command)
    finally:
        for space in (NEAR, FAR):
            subprocess.run(["ip", "netns", "delete", space], check=False)


main()
