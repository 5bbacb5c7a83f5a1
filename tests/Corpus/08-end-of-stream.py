"""A server whose loop takes the empty read of a client that left for nothing to do."""
import socket
import threading
import time

listener = socket.create_server(("127.0.0.1", 0))


def client():
    with socket.create_connection(listener.getsockname()) as connection:
        connection.sendall(b"hello\n")


threading.Thread(target=client).start()
connection, _ = listener.accept()
until = time.monotonic() + 0.5
while time.monotonic() < until:
    data = connection.recv(1024)
    if data == b"quit\n":
        break
