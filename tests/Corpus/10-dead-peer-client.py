"""A client that sends and waits, without a time limit, keep-alive or heartbeat."""
import os
import socket
import subprocess
import threading
import time

listener = socket.create_server(("127.0.0.1", 7999))


def serve():
    connection, _ = listener.accept()
    while data := connection.recv(1024):
        connection.sendall(data)


threading.Thread(target=serve, daemon=True).start()
client = socket.create_connection(("127.0.0.1", 7999))
client.sendall(b"are you there?")
client.recv(100)
subprocess.run(["nft", "add table inet t; add chain inet t c { type filter hook input priority 0; }; add rule inet t c tcp dport 7999 drop"], check=True)
client.sendall(b"and now?")
threading.Thread(target=lambda: client.recv(100), daemon=True).start()
time.sleep(4.5)
os._exit(0)
