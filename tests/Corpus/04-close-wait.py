"""A server that leaves its loop at the end of the stream and never closes."""
import socket
import threading
import time

listener = socket.create_server(("127.0.0.1", 0))
sessions = []


def serve(connection):
    sessions.append(connection)
    while data := connection.recv(1024):
        connection.sendall(data)


def accept():
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


threading.Thread(target=accept, daemon=True).start()
for _ in range(5):
    with socket.create_connection(listener.getsockname()) as client:
        client.sendall(b"hello")
        client.recv(5)
time.sleep(1.8)
