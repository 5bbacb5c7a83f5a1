"""A server that writes on to a client that left, with SIGPIPE at its default as in C."""
import signal
import socket
import threading
import time

signal.signal(signal.SIGPIPE, signal.SIG_DFL)
listener = socket.create_server(("127.0.0.1", 0))


def client():
    with socket.create_connection(listener.getsockname()) as connection:
        connection.recv(1024)


threading.Thread(target=client).start()
connection, _ = listener.accept()
for _ in range(50):
    connection.send(b"news ten bytes and more\n")
    time.sleep(0.02)
