"""A client that sends its measurements where nobody receives, and ignores what it is told."""
import socket
import time

hole = socket.socket(type=socket.SOCK_DGRAM)
hole.bind(("127.0.0.1", 0))
target = hole.getsockname()
hole.close()
client = socket.socket(type=socket.SOCK_DGRAM)
client.connect(target)
for number in range(4):
    try:
        client.send(b"load 0.7")
    except OSError as error:
        print(error)
    time.sleep(0.05)
