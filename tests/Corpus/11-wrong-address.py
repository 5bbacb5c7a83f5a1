"""A server on 127.0.0.1, and a client that takes localhost for ::1 and nothing else."""
import socket

listener = socket.create_server(("127.0.0.1", 0))
client = socket.socket(socket.AF_INET6)
try:
    client.connect(("::1", listener.getsockname()[1]))
except OSError as error:
    print(error)
