"""A server that meets EMFILE and tries again at once."""
import resource
import socket
import subprocess
import sys
import time

listener = socket.create_server(("127.0.0.1", 0), backlog=64)
address = listener.getsockname()
clients = subprocess.Popen([sys.executable, "-c", f"""
import socket, time
held = [socket.create_connection({address!r}) for _ in range(20)]
time.sleep(1.2)
"""])
resource.setrlimit(resource.RLIMIT_NOFILE, (12, 12))
connections = []
until = None
while until is None or time.monotonic() < until:
    try:
        connections.append(listener.accept()[0])
    except OSError:
        until = until or time.monotonic() + 1
clients.wait()
