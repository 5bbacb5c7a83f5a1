"""Both sides send all they have before they read: two full buffers, and nobody goes on."""
import os
import socket
import threading
import time

listener = socket.create_server(("127.0.0.1", 0))


def talk(connection):
    connection.sendall(b"x" * 20_000_000)
    while connection.recv(65536):
        pass


client = socket.create_connection(listener.getsockname())
server, _ = listener.accept()
for end in (client, server):
    threading.Thread(target=talk, args=(end,), daemon=True).start()
time.sleep(3.2)
os._exit(0)
