"""A server that takes each recv for one message: two lines that come together are answered once, and then both sides wait."""
import os
import socket
import threading
import time

listener = socket.create_server(("127.0.0.1", 0))


def client():
    connection = socket.create_connection(listener.getsockname())
    connection.sendall(b"NAME ann\n")
    connection.sendall(b"WHO\n")
    for _ in range(2):
        answer = connection.recv(1024)
        print("client:", answer)


def server():
    connection, _ = listener.accept()
    time.sleep(0.2)
    while message := connection.recv(1024):
        command = message.decode().split()[0]
        connection.sendall(f"OK {command}\n".encode())


for run in (client, server):
    threading.Thread(target=run, daemon=True).start()
time.sleep(2.6)
os._exit(0)
