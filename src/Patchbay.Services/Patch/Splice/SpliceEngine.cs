using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>
/// Plain stream sockets, and the relay that joins two of them in the kernel: splice(2) moves references to pages from one socket to the other, and the
/// bytes never come to this process. Linux only. Nothing passes the <see cref="ConnectionContext.Transport"/> of its connections: <see cref="JoinAsync"/> is all that can be done
/// with them. Every member is safe to call from any thread. Dispose of it last.
/// </summary>
internal sealed class SpliceEngine : ISocketEngine, IConnectionMaker
{
    readonly SpliceSettings _settings;
    readonly SpliceThread?[] _threads;
    readonly Lock _gate = new();
    bool _isDisposed;
    int _next;

    /// <summary>An engine without threads yet; the first relays start them.</summary>
    /// <param name="options">How sockets are treated; null for the defaults. Copied.</param>
    /// <param name="settings">How relays work; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SpliceEngine(SocketEngineOptions? options = null, SpliceSettings? settings = null)
    {
        Options = (options ?? new SocketEngineOptions()).Clone();
        Options.Validate();
        _settings = settings ?? new SpliceSettings();
        _threads = new SpliceThread?[_settings.Threads];
    }

    /// <inheritdoc/>
    public EngineKind Kind => EngineKind.Sockets;

    /// <inheritdoc/>
    public string Description => "engine: sockets (spliced in the kernel)";

    /// <inheritdoc/>
    public SocketEngineOptions Options { get; }

    /// <summary>Pipes that are open now, free ones too.</summary>
    public int OpenPipes
    {
        get
        {
            lock (_gate)
            {
                return _threads.Sum(thread => thread?.Pipes.Open ?? 0);
            }
        }
    }

    /// <summary>True where the bytes between these two can be spliced: Linux, and both are TCP or Unix streams with nothing put on them.</summary>
    public static bool CanJoin(Address a, Address b) => OperatingSystem.IsLinux() && IsPlain(a) && IsPlain(b);

    static bool IsPlain(Address address) =>
        address.Kind is AddressKind.Tcp or AddressKind.Unix && address.Layers.Count == 0
        && address.FindOption("via") is null && address.FindOption("proxy-protocol") is null;

    /// <summary>
    /// Carries bytes between two connections until both directions are over. Each half-close is kept: the FIN of one becomes, after its last byte, the
    /// FIN to the other, and the way back stays open. What cuts a direction resets both connections.
    /// </summary>
    /// <param name="a">A connection of this engine.</param>
    /// <param name="b">Another.</param>
    /// <param name="idle">Ends the relay when nothing moved in either direction for so long; null for no limit.</param>
    /// <param name="names">Who they are, for people; null for the first and the second.</param>
    /// <param name="cut">Ends the relay at once.</param>
    /// <returns>What became of each direction. Never throws for what the network does.</returns>
    /// <exception cref="ArgumentException">A connection is of another engine.</exception>
    /// <exception cref="InvalidOperationException">A connection is joined already.</exception>
    public async Task<RelayResult> JoinAsync(ConnectionContext a, ConnectionContext b, TimeSpan? idle = null, (string A, string B)? names = null, CancellationToken cut = default)
    {
        var (plainA, plainB) = (Plain(a, nameof(a)), Plain(b, nameof(b)));
        var pair = new SplicePair(NextThread(), plainA, plainB, names ?? ("the first", "the second"), idle is { } limit ? Math.Max(1, (long)limit.TotalMilliseconds) : 0);
        plainA.Join(pair.Cut);
        try
        {
            plainB.Join(pair.Cut);
        }
        catch
        {
            plainA.Leave();
            throw;
        }

        pair.Begin();
        await using var registration = cut.UnsafeRegister(static pair => ((SplicePair)pair!).Cut(), pair);
        return await pair.Done;
    }

    /// <summary><see cref="JoinAsync"/> for the ends of a <see cref="PatchSession"/>.</summary>
    public Task<RelayResult> JoinEndsAsync(PatchEnd a, PatchEnd b, RelayOptions options, CancellationToken cut) =>
        JoinAsync(((ConnectionEnd)a).Connection, ((ConnectionEnd)b).Connection, options.Idle, (a.Name, b.Name), cut);

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

    /// <summary>Not here: datagrams are never spliced.</summary>
    public ValueTask<DatagramSocket> OpenDatagramAsync(DatagramOptions options, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("This engine has streams only.");

    /// <summary>Cuts what still runs and ends the threads.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (var thread in _threads)
            {
                thread?.Dispose();
            }
        }

        return default;
    }

    async ValueTask IConnectionMaker.ConnectAsync(Socket socket, EndPoint endPoint, CancellationToken cancellationToken)
    {
        var address = endPoint.Serialize();
        var bytes = address.Buffer[..address.Size];
        var result = StreamCalls.SetNonBlocking((int)socket.Handle);
        result = result < 0 ? result : StreamCalls.Connect((int)socket.Handle, bytes.Span);

        // On loopback it is done before the first call returns, but only a second one says so.
        result = result == -Errno.EINPROGRESS ? StreamCalls.Connect((int)socket.Handle, bytes.Span) : result;
        while (result == -Errno.EAGAIN)
        {
            // The backlog of a Unix listener is full: connect(2) would wait for a place, and nothing tells when there is one.
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
            result = StreamCalls.Connect((int)socket.Handle, bytes.Span);
        }

        if (result is -Errno.EALREADY or -Errno.EINTR)
        {
            result = await new PendingConnect(NextThread().Loop, socket, bytes).WaitAsync(cancellationToken);
        }

        if (result < 0)
        {
            throw new SocketException((int)SocketErrors.ToSocketError(-result));
        }
    }

    ConnectionContext IConnectionMaker.Connected(Socket socket, long socketId, TimeSpan duration)
    {
        var connection = new PlainConnection(socket, socketId);
        connection.NoteConnected(duration);
        return connection;
    }

    ConnectionContext IConnectionMaker.Accepted(Socket socket, EndPoint? remote, long listenerId)
    {
        var connection = new PlainConnection(socket) { RemoteEndPoint = remote };
        connection.NoteAccepted(listenerId);
        return connection;
    }

    static PlainConnection Plain(ConnectionContext connection, string name) =>
        connection as PlainConnection ?? throw new ArgumentException("Only connections of this engine can be joined.", name);

    SpliceThread NextThread()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var index = _next++ % _threads.Length;
            return _threads[index] ??= new SpliceThread(index, _settings);
        }
    }
}
