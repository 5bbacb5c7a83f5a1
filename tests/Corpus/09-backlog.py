"""A server with a backlog of one that does its work between two accepts."""
import socket
import threading
import time

listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(1)


def client():
    try:
        with socket.create_connection(listener.getsockname(), timeout=2):
            time.sleep(2)
    except OSError as error:
        print("client:", error)


for _ in range(5):
    threading.Thread(target=client, daemon=True).start()
time.sleep(2.6)
