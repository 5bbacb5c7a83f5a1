"""The client forgets the newline that ends a question; the server waits for it, and the client for the answer."""
import os
import socket
import threading
import time

listener = socket.create_server(("127.0.0.1", 0))


def serve():
    connection, _ = listener.accept()
    line = b""
    while not line.endswith(b"\n"):
        line += connection.recv(1024)
    connection.sendall(b"answer\n")


def ask():
    client = socket.create_connection(listener.getsockname())
    client.sendall(b"question")
    client.recv(1024)


for run in (serve, ask):
    threading.Thread(target=run, daemon=True).start()
time.sleep(2.6)
os._exit(0)
