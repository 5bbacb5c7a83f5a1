"""A server that refuses an upload after its first bytes and closes at once."""
import socket
import threading
import time

listener = socket.create_server(("127.0.0.1", 0))


def client():
    with socket.create_connection(listener.getsockname()) as connection:
        try:
            connection.sendall(b"PUT /film HTTP/1.1\r\nContent-Length: 200000\r\n\r\n")
            time.sleep(0.1)
            connection.sendall(b"x" * 200000)
            time.sleep(0.4)
            print("client:", connection.recv(100))
        except OSError as error:
            print("client:", error)


thread = threading.Thread(target=client)
thread.start()
connection, _ = listener.accept()
connection.recv(65536)
time.sleep(0.3)
connection.sendall(b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n")
connection.close()
thread.join()
