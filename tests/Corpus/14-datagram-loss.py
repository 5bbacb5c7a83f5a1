"""A receiver with a tiny buffer that is busy while datagrams come."""
import socket
import time

receiver = socket.socket(type=socket.SOCK_DGRAM)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
receiver.bind(("127.0.0.1", 0))
sender = socket.socket(type=socket.SOCK_DGRAM)
for number in range(200):
    sender.sendto(b"%03d" % number + b"x" * 997, receiver.getsockname())
time.sleep(1.5)
receiver.settimeout(0.1)
count = 0
try:
    while receiver.recv(2048):
        count += 1
except TimeoutError:
    print(count, "of 200")
