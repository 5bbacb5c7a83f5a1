#!/bin/sh
# The old server was not stopped, and the new one starts all the same: both set SO_REUSEPORT.
here=$(dirname "$0")
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
python3 "$here/03-reuse-port-server.py" "$port" &
python3 "$here/03-reuse-port-server.py" "$port" &
wait
