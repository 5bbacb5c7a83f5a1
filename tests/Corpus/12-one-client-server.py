"""A server that talks with one client to its end before it accepts the next."""
import os
import socket
import sys
import threading
import time

listener = socket.create_server(("127.0.0.1", 0))


def serve():
    while True:
        connection, _ = listener.accept()
        while data := connection.recv(1024):
            connection.sendall(data)
        connection.close()


threading.Thread(target=serve, daemon=True).start()
silent = socket.create_connection(listener.getsockname())
time.sleep(0.1)
others = [socket.create_connection(listener.getsockname()) for _ in range(2)]
print("ready", flush=True)
time.sleep(float(sys.argv[1]) if len(sys.argv) > 1 else 2.6)
os._exit(0)
