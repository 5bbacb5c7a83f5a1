"""A server that sets SO_LINGER to 0 so that it leaves no TIME-WAIT."""
import socket
import struct
import threading
import time

listener = socket.create_server(("127.0.0.1", 0))


def client():
    with socket.create_connection(listener.getsockname()) as connection:
        connection.sendall(b"GET\n")
        time.sleep(0.2)
        try:
            print("client:", connection.recv(100))
        except OSError as error:
            print("client:", error)


thread = threading.Thread(target=client)
thread.start()
connection, _ = listener.accept()
connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
connection.recv(100)
connection.sendall(b"the answer")
connection.close()
thread.join()
