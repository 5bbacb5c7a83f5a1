"""A server that sends a page on a non-blocking socket with one send."""
import socket
import threading
import time

listener = socket.create_server(("127.0.0.1", 0))


def client():
    with socket.create_connection(listener.getsockname()) as connection:
        time.sleep(0.3)
        count = 0
        while part := connection.recv(65536):
            count += len(part)
        print("client:", count, "of 30000000")


thread = threading.Thread(target=client)
thread.start()
connection, _ = listener.accept()
connection.setblocking(False)
connection.send(b"x" * 30_000_000)
connection.close()
thread.join()
