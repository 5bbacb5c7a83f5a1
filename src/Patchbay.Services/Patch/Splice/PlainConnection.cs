using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>
/// A connected stream socket from which nobody receives yet: no buffer, no pending receive, only its descriptor, its identity and its events. A
/// <see cref="SpliceEngine"/> joins two of them; they have no <see cref="Transport"/>.
/// </summary>
internal sealed class PlainConnection : EngineConnection
{
    readonly Socket _socket;
    readonly Lock _gate = new();
    Action? _cut;
    bool _mustClose;
    volatile bool _isClosed;

    /// <summary>Owns <paramref name="socket"/>, and makes it non-blocking.</summary>
    public PlainConnection(Socket socket, long socketId = 0) : base(halfClose: true, socketId)
    {
        _socket = socket;
        _ = StreamCalls.SetNonBlocking(Descriptor);
    }

    /// <summary>None while it is open; once it is closed, both directions are at their end, which is what a host looks at.</summary>
    public override IDuplexPipe Transport
    {
        get => _isClosed ? new EndedTransport() : throw new NotSupportedException("The kernel carries this connection's bytes; it has no pipes.");
        set => throw new NotSupportedException("The kernel carries this connection's bytes; it has no pipes.");
    }

    /// <inheritdoc/>
    public override MemoryPool<byte> MemoryPool => MemoryPool<byte>.Shared;

    /// <inheritdoc/>
    public override int Descriptor => SocketsConnection.DescriptorOf(_socket);

    /// <inheritdoc/>
    public override long BytesUnread => 0;

    /// <inheritdoc/>
    public override long BytesUnsent => 0;

    /// <inheritdoc/>
    protected override EngineKind Engine => EngineKind.Sockets;

    /// <inheritdoc/>
    protected override bool IsTcp => _socket.AddressFamily != AddressFamily.Unix;

    /// <summary>The connection has a relay from now on; until <see cref="Leave"/> the descriptor stays open, whatever happens.</summary>
    /// <param name="cut">Ends the relay; called on any thread when somebody aborts or disposes of the connection.</param>
    /// <exception cref="InvalidOperationException">It has one already.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public void Join(Action cut)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_mustClose, this);
            _cut = _cut is null ? cut : throw new InvalidOperationException("The connection is joined already.");
        }
    }

    /// <summary>The relay is over, and the descriptor is in nobody's hands.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _cut = null;
            CloseIfDue();
        }
    }

    /// <summary>Bytes left the socket. For the relay, as the four below.</summary>
    public void Received(int bytes) => NoteReceived(bytes);

    /// <summary>The socket took bytes.</summary>
    public void Sent(int bytes) => NoteSent(bytes);

    /// <summary>A read gave the end.</summary>
    public void PeerFinished() => NotePeerFinished();

    /// <summary>shutdown(2): FIN follows the last byte. 0, or minus the errno.</summary>
    public int Finish()
    {
        var result = SocketCalls.ShutdownSend(Descriptor);
        if (result == 0)
        {
            NoteWeFinished();
        }

        return result;
    }

    /// <summary>The peer's RST, or the kernel gave up.</summary>
    public void Failed(int errno) => NoteReset(errno);

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        lock (_gate)
        {
            if (_isClosed || !NoteAborted(abortReason.Message))
            {
                return;
            }

            _ = SocketCalls.SetAbortOnClose(Descriptor);
            Close();
        }
    }

    /// <summary>Closes the socket; one that is joined is aborted first.</summary>
    public override ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_cut is not null)
            {
                Abort(new ConnectionAbortedException("The connection was disposed of while it was joined."));
            }

            Close();
        }

        return base.DisposeAsync();
    }

    void Close()
    {
        _mustClose = true;
        _cut?.Invoke();
        CloseIfDue();
    }

    void CloseIfDue()
    {
        if (_mustClose && _cut is null && !_isClosed)
        {
            _isClosed = true;
            _socket.Dispose();
            NoteClosed();
        }
    }

    /// <inheritdoc/>
    protected override bool TryHoldDescriptor(out int descriptor) => SocketsConnection.TryHold(_socket, out descriptor);

    /// <inheritdoc/>
    protected override void ReleaseDescriptor() => _socket.SafeHandle.DangerousRelease();

    /// <inheritdoc/>
    protected override EndPoint? ReadLocalEndPoint() => ReadName(SocketCalls.LocalAddress);

    /// <inheritdoc/>
    protected override EndPoint? ReadRemoteEndPoint() => ReadName(SocketCalls.RemoteAddress);

    // Asked of the kernel: System.Net.Sockets does not know that the socket is connected when it was not it that connected it.
    EndPoint? ReadName(NameCall call)
    {
        Span<byte> address = stackalloc byte[KernelSocketAddress.MostBytes];
        if (!TryHoldDescriptor(out var descriptor))
        {
            return null;
        }

        var length = call(descriptor, address);
        ReleaseDescriptor();
        return length < 0 ? null : KernelSocketAddress.Read(address[..length]);
    }

    delegate int NameCall(int descriptor, Span<byte> address);
}
