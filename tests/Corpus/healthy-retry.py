"""A client that tries both addresses of localhost, and waits for a server that starts late."""
import socket
import threading
import time

with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]


def serve():
    time.sleep(0.3)
    listener = socket.create_server(("127.0.0.1", port))
    connection, _ = listener.accept()
    with connection:
        connection.sendall(b"welcome\n")


threading.Thread(target=serve, daemon=True).start()
for attempt in range(100):
    try:
        with socket.create_connection(("localhost", port)) as client:
            while client.recv(100):
                pass
        break
    except ConnectionRefusedError:
        time.sleep(0.05)
