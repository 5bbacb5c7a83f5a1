"""A server that is started again while its last connection is in TIME-WAIT, without SO_REUSEADDR."""
import socket
import sys


def open_listener(port):
    listener = socket.socket()
    listener.bind(("127.0.0.1", port))
    listener.listen()
    return listener


listener = open_listener(0)
port = listener.getsockname()[1]
client = socket.create_connection(("127.0.0.1", port))
connection, _ = listener.accept()
connection.close()
client.recv(1)
client.close()
listener.close()
try:
    open_listener(port)
except OSError as error:
    print(error)
    sys.exit(1)
