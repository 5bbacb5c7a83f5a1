"""A receiver whose buffer is shorter than the messages."""
import socket

receiver = socket.socket(type=socket.SOCK_DGRAM)
receiver.bind(("127.0.0.1", 0))
sender = socket.socket(type=socket.SOCK_DGRAM)
for name in (b"temperature kitchen 21.5", b"temperature cellar 12.0"):
    sender.sendto(name, receiver.getsockname())
    print(receiver.recv(16))
