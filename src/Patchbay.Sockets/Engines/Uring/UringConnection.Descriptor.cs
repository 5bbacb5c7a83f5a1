using System.Net;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>The descriptor: held open while another thread is in a call on it, and what the kernel knows of its ends.</summary>
internal sealed partial class UringConnection
{
    public bool TryHold(out int descriptor)
    {
        var holds = Volatile.Read(ref _holds);
        while (holds >= 0)
        {
            var seen = Interlocked.CompareExchange(ref _holds, holds + 1, holds);
            if (seen == holds)
            {
                descriptor = _descriptor;
                return true;
            }

            holds = seen;
        }

        descriptor = -1;
        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holds) == Closing)
        {
            _ring.Run(static connection => ((UringConnection)connection).Close(), this);
        }
    }

    protected override bool TryHoldDescriptor(out int descriptor) => TryHold(out descriptor);

    protected override void ReleaseDescriptor() => Release();

    protected override EndPoint? ReadLocalEndPoint() => ReadEndPoint(SocketCalls.LocalAddress);

    protected override EndPoint? ReadRemoteEndPoint() => _isTcp ? _remote.Unpack() : ReadEndPoint(SocketCalls.RemoteAddress);

    /// <summary>Asks the kernel for the remote end now: after a reset it would not know it any more. Before <see cref="Start"/>.</summary>
    public void ReadRemote()
    {
        if (_isTcp)
        {
            Span<byte> address = stackalloc byte[KernelSocketAddress.MostBytes];
            var length = SocketCalls.RemoteAddress(_descriptor, address);
            _remote = new PackedEndPoint(address[..Math.Max(0, length)]);
        }
    }

    EndPoint? ReadEndPoint(ReadAddress read)
    {
        if (!TryHold(out var descriptor))
        {
            return null;
        }

        Span<byte> address = stackalloc byte[KernelSocketAddress.MostBytes];
        var length = read(descriptor, address);
        Release();
        return length > 0 ? KernelSocketAddress.Read(address[..length]) : null;
    }

    delegate int ReadAddress(int descriptor, Span<byte> address);
}
