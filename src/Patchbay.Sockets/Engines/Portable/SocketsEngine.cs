using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.ObjectPool;

namespace Patchbay.Sockets;

/// <summary>The engine over System.Net.Sockets. Has no threads of its own: the runtime's socket threads and the thread pool do the work.</summary>
internal sealed class SocketsEngine : ISocketEngine, IConnectionMaker
{
    // A page: what most messages fit in. Receives that fill their buffer ask for more, see SocketsConnection.
    const int InputBlock = 4096;

    // The application's writes are copied into blocks of this size, and each is a piece of one sendmsg(2).
    const int OutputBlock = 16 * 1024;

    internal SocketsEngine(SocketEngineOptions options, string description)
    {
        Options = options;
        Description = description;
        var pool = options.Pool;

        // The application runs on the thread pool, never inside our receive loop: a handler that blocks until more bytes come would wait for itself.
        InputPipe = new PipeOptions(pool, PipeScheduler.ThreadPool, PipeScheduler.Inline, options.MaxReadBufferSize, options.MaxReadBufferSize / 2, InputBlock, useSynchronizationContext: false);

        // The send loop runs inside the application's FlushAsync: the first attempt to send happens on the thread that has the bytes in its cache.
        OutputPipe = new PipeOptions(pool, PipeScheduler.Inline, PipeScheduler.ThreadPool, options.MaxWriteBufferSize, options.MaxWriteBufferSize / 2, OutputBlock, useSynchronizationContext: false);
    }

    /// <inheritdoc/>
    public EngineKind Kind => EngineKind.Sockets;

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public SocketEngineOptions Options { get; }

    internal PipeOptions InputPipe { get; }

    internal PipeOptions OutputPipe { get; }

    internal ObjectPool<List<ArraySegment<byte>>> Gathers { get; } = new DefaultObjectPool<List<ArraySegment<byte>>>(new GatherPolicy());

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        cancellationToken.ThrowIfCancellationRequested();
        return new(SocketsListener.Bind(this, endpoint));
    }

    /// <inheritdoc/>
    public ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return SocketsConnector.ConnectAsync(this, endpoint, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DatagramSocket> OpenDatagramAsync(DatagramOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        return new(Datagrams(OpenedDatagram.Open(options, UsesKernelDatagrams, Kind), options));
    }

    bool UsesKernelDatagrams => KernelDatagramSocket.IsSupported && !Options.PortableDatagrams;

    /// <summary>Datagrams of a socket that somebody else opened.</summary>
    internal DatagramSocket AdoptDatagrams(Socket socket) => Datagrams(OpenedDatagram.Adopt(socket, UsesKernelDatagrams, Kind), new DatagramOptions { Offload = false });

    DatagramSocket Datagrams(OpenedDatagram opened, DatagramOptions options) => opened.UsesKernel
        ? new KernelDatagramSocket(opened, Options.Faults, options.Offload, static (descriptor, _) => new EventPollReadiness(descriptor))
        : new SocketsDatagramSocket(opened, Options.Faults, options.TellArrival);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    ValueTask IConnectionMaker.ConnectAsync(Socket socket, EndPoint endPoint, CancellationToken cancellationToken) => socket.ConnectAsync(endPoint, cancellationToken);

    ConnectionContext IConnectionMaker.Connected(Socket socket, long socketId, TimeSpan duration)
    {
        var connection = new SocketsConnection(this, socket, halfClose: true, socketId);
        connection.NoteConnected(duration);
        connection.Start();
        return connection;
    }

    ConnectionContext IConnectionMaker.Accepted(Socket socket, EndPoint? remote, long listenerId)
    {
        var connection = new SocketsConnection(this, socket, Options.HalfClose, socketId: 0);
        if (remote is not null)
        {
            connection.RemoteEndPoint = remote;
        }

        connection.NoteAccepted(listenerId);
        connection.Start();
        return connection;
    }
}
