using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Patchbay.Probing;

/// <summary>One connection to a server that may do anything: what it said so far, with an end to every wait and to the bytes.</summary>
sealed class StreamTalk : IDisposable
{
    readonly Socket _socket;
    readonly ServiceDetectorOptions _options;
    readonly MemoryStream _transcript = new();
    readonly byte[] _buffer = new byte[4096];
    Stream _stream;

    StreamTalk(Socket socket, ServiceDetectorOptions options) => (_socket, _options, _stream) = (socket, options, new NetworkStream(socket, ownsSocket: false));

    /// <summary>Everything that came.</summary>
    public ReadOnlySpan<byte> Transcript => _transcript.GetBuffer().AsSpan(0, (int)_transcript.Length);

    /// <summary>The server finished or reset the connection, or said more than is read.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Something was said to the server.</summary>
    public bool HasAsked { get; private set; }

    /// <summary>What TLS told, behind a handshake.</summary>
    public TlsFacts? Tls { get; private set; }

    /// <summary>Connects; null when nobody takes the connection.</summary>
    public static async Task<StreamTalk?> OpenAsync(IPEndPoint target, ServiceDetectorOptions options, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(options.Connecting);
        Socket? socket = null;
        try
        {
            socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(target, limit.Token);
            // Closed by RST, so that a scan of many ports leaves no TIME_WAIT behind.
            socket.LingerState = new LingerOption(true, 0);
            return new StreamTalk(socket, options);
        }
        catch (Exception error) when (error is SocketException || (error is OperationCanceledException && !stop.IsCancellationRequested))
        {
            socket?.Dispose();
            return null;
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }

    /// <summary>Says something; a server that is gone is only marked.</summary>
    public async Task AskAsync(ReadOnlyMemory<byte> request, CancellationToken stop)
    {
        HasAsked = true;
        await BoundedAsync(_options.Answering, limit => _stream.WriteAsync(request, limit).AsTask(), stop);
    }

    /// <summary>Reads until there is enough, until nothing more comes, or until the wait is over.</summary>
    /// <param name="wait">For the first byte; the rest has as long again.</param>
    /// <param name="hasEnough">Sees the transcript each time it grew.</param>
    /// <param name="stop">Ends it.</param>
    public async Task ReadAsync(TimeSpan wait, AnswerEnd hasEnough, CancellationToken stop)
    {
        var before = _transcript.Length;
        await BoundedAsync(wait * 2, async limit =>
        {
            using var quiet = CancellationTokenSource.CreateLinkedTokenSource(limit);
            quiet.CancelAfter(wait);
            while (!IsOver && (_transcript.Length == before || !hasEnough(Transcript)))
            {
                var count = await _stream.ReadAsync(_buffer, quiet.Token);
                IsOver = count == 0;
                _transcript.Write(_buffer.AsSpan(0, Math.Min(count, _options.MostBytes - (int)_transcript.Length)));
                IsOver |= _transcript.Length >= _options.MostBytes;
                quiet.CancelAfter(_options.Quiet);
            }
        }, stop);
    }

    /// <summary>Begins TLS as a client that trusts everybody. Where that fails, the transcript is what came instead.</summary>
    /// <param name="name">For SNI; null for an address.</param>
    /// <param name="protocols">ALPN.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<bool> BeginTlsAsync(string? name, List<SslApplicationProtocol> protocols, CancellationToken stop)
    {
        HasAsked = true;
        var recording = new RecordingStream(_stream);
        var tls = new SslStream(recording, leaveInnerStreamOpen: false);
        var isDone = await BoundedAsync(_options.Answering, async limit =>
        {
            await tls.AuthenticateAsClientAsync(TlsFacts.Options(name, protocols), limit);
            Tls = TlsFacts.Of(tls);
        }, stop) && Tls is not null;
        if (isDone)
        {
            _stream = tls;
            IsOver = false;
        }
        else
        {
            _transcript.Write(recording.Kept);
            IsOver = true;
            await tls.DisposeAsync();
        }

        return isDone;
    }

    public void Dispose()
    {
        // The TLS stream would say goodbye and might wait for it: the socket goes first.
        _socket.Dispose();
        _stream.Dispose();
    }

    // True when it came to its end; false when the time was over or the connection broke.
    async Task<bool> BoundedAsync(TimeSpan time, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(time);
        try
        {
            await work(limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException or NotSupportedException or InvalidOperationException or System.Security.Cryptography.CryptographicException)
        {
            IsOver = true;
            return false;
        }
    }
}
