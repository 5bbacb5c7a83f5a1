using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Patchbay.Sockets;

/// <summary>A connection of the portable engine: two pipes, and two loops that carry bytes between them and the socket.</summary>
internal sealed partial class SocketsConnection : EngineConnection, IConnectionSocketFeature
{
    const string OutputEnded = "The connection ended because its output was completed.";

    readonly SocketsEngine _engine;
    readonly Socket _socket;
    readonly bool _isTcp;
    readonly Pipe _input;
    readonly Pipe _output;
    readonly SocketsTransport _ends;
    IDuplexPipe _transport;
    Task _receiving = Task.CompletedTask;
    Task _sending = Task.CompletedTask;
    ConnectionAbortedException? _abortReason;
    int _loops = 2;

    // We are ending the connection ourselves: what the loops meet from now on is our doing and not the peer's.
    volatile bool _closing;

    // Before shutdown(2) and not after it: with both FINs exchanged the kernel's state is CLOSED at once, as it is after a reset.
    volatile bool _finishing;

    public SocketsConnection(SocketsEngine engine, Socket socket, bool halfClose, long socketId) : base(halfClose, socketId)
    {
        _engine = engine;
        _socket = socket;
        _isTcp = socket.AddressFamily != AddressFamily.Unix;
        _input = new Pipe(engine.InputPipe);
        _output = new Pipe(engine.OutputPipe);
        _ends = new SocketsTransport(new InputReader(_input.Reader), new OutputWriter(_output.Writer));
        _transport = _ends;

        // accept(2) and connect(2) told it already; asked later, a socket that was reset meanwhile no longer knows.
        RemoteEndPoint = ReadRemoteEndPoint();
    }

    /// <inheritdoc/>
    public override IDuplexPipe Transport { get => _transport; set => _transport = value; }

    /// <inheritdoc/>
    public override MemoryPool<byte> MemoryPool => _engine.Options.Pool;

    /// <inheritdoc/>
    public override int Descriptor => DescriptorOf(_socket);

    /// <inheritdoc/>
    public Socket Socket => _socket;

    /// <inheritdoc/>
    public override long BytesUnread => Math.Max(0, BytesReceived - _ends.Reader.BytesConsumed);

    /// <inheritdoc/>
    public override long BytesUnsent => Math.Max(0, _ends.Writer.BytesFlushed - BytesSent);

    /// <inheritdoc/>
    protected override EngineKind Engine => EngineKind.Sockets;

    /// <inheritdoc/>
    protected override bool IsTcp => _isTcp;

    /// <summary>The descriptor number of <paramref name="socket"/>, or -1 when it is closed or the system has none.</summary>
    internal static int DescriptorOf(Socket socket) =>
        OperatingSystem.IsWindows() || socket.SafeHandle is not { IsClosed: false, IsInvalid: false } handle ? -1 : (int)handle.DangerousGetHandle();

    /// <summary>Keeps the descriptor of <paramref name="socket"/> open until its handle is released; false when it is closed.</summary>
    internal static bool TryHold(Socket socket, out int descriptor)
    {
        var held = false;
        descriptor = -1;
        try
        {
            socket.SafeHandle.DangerousAddRef(ref held);
            descriptor = DescriptorOf(socket);
        }
        catch (ObjectDisposedException)
        {
        }

        return held;
    }

    /// <summary>Starts both loops. Call once.</summary>
    public void Start()
    {
        // The loops outlive the caller: they must not keep its async-locals alive.
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            _receiving = ReceiveAsync();
            _sending = SendAsync();
        }
    }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        // Kestrel aborts without a reason when a connection is over anyway.
        abortReason ??= new ConnectionAbortedException();
        Interlocked.CompareExchange(ref _abortReason, abortReason, null);
        if (!NoteAborted(abortReason.Message))
        {
            return;
        }

        _closing = true;

        // Close(0) sets SO_LINGER to zero, so that close(2) sends RST and drops what is unsent (RFC 9293 section 3.10.5, ABORT).
        _socket.Close(0);
        _output.Reader.CancelPendingRead();
        _input.Writer.CancelPendingFlush();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _ends.Reader.Complete();
        _ends.Writer.Complete();

        // Ends when the kernel has taken the last byte. A peer that reads nothing holds this up until somebody aborts.
        await _sending;
        StopReceiving();
        await _receiving;
        await base.DisposeAsync();
    }

    /// <summary>Wakes a receive that waits for bytes nobody wants any more.</summary>
    void StopReceiving()
    {
        if (_receiving.IsCompleted)
        {
            return;
        }

        _closing = true;
        _input.Writer.CancelPendingFlush();
        if (!OperatingSystem.IsLinux())
        {
            // Elsewhere shutdown does not wake a pending receive.
            _socket.Dispose();
            return;
        }

        try
        {
            // Not Dispose: with a receive pending, System.Net.Sockets would reset the connection to wake it, and bytes the kernel still has to deliver would be lost.
            _socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // No longer connected: then the receive ends by itself.
        }
    }

    /// <summary>The later of the two loops closes the socket.</summary>
    void LoopEnded()
    {
        if (Interlocked.Decrement(ref _loops) == 0)
        {
            _socket.Dispose();
            NoteClosed();
        }
    }

    /// <inheritdoc/>
    protected override bool TryHoldDescriptor(out int descriptor) => TryHold(_socket, out descriptor);

    /// <inheritdoc/>
    protected override void ReleaseDescriptor() => _socket.SafeHandle.DangerousRelease();

    /// <inheritdoc/>
    protected override EndPoint? ReadLocalEndPoint() => Ask(static socket => socket.LocalEndPoint);

    /// <inheritdoc/>
    protected override EndPoint? ReadRemoteEndPoint() => Ask(static socket => socket.RemoteEndPoint);

    /// <inheritdoc/>
    protected override object? FindEngineFeature(Type key) => key == typeof(IConnectionSocketFeature) ? this : null;

    EndPoint? Ask(Func<Socket, EndPoint?> question)
    {
        try
        {
            return question(_socket);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
