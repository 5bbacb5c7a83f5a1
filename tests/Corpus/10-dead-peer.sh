#!/bin/sh
# A client whose server goes without a word: from a moment on, nothing passes. Needs a network namespace of its own.
ip link set lo up
exec python3 "$(dirname "$0")/10-dead-peer-client.py"
