using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace Patchbay.Services.Rpc;

/// <summary>
/// One side of a JSON-RPC 2.0 connection; both sides may call and be called. Start it with <see cref="RunAsync"/>, which reads until the end; calls may begin at once. Members are safe to call from
/// any thread.
/// </summary>
/// <remarks>
/// <para>Reading and writing are separate loops: a side that writes much still reads, so two of them do not block each other. What a peer can make us hold is bounded by
/// <see cref="RpcOptions"/>; a peer that takes none of its answers is reset after <see cref="RpcOptions.SendTimeout"/>.</para>
/// <para>The peer's FIN ends reading only: what it asked before is answered. An unknown notification, an answer that nobody waits for and progress for an unknown token
/// are dropped.</para>
/// </remarks>
public sealed partial class RpcConnection
{
    /// <summary>The notification by which a caller takes a request back (Language Server Protocol 3.17).</summary>
    public const string CancelMethod = "$/cancelRequest";

    /// <summary>The notification that tells how far a request is (Language Server Protocol 3.17).</summary>
    public const string ProgressMethod = "$/progress";

    [ThreadStatic]
    static RpcBuffer? _scratch;

    readonly ConnectionContext _connection;
    readonly RpcHandlers _handlers;
    readonly RpcOutbox _outbox;
    // Answers sent, requests done, calls begun and ended, the end: whatever somebody waits for.
    readonly RpcGate _changed = new();
    Exception? _end;
    bool _isGarbled;

    /// <summary>A side that reads nothing yet.</summary>
    /// <param name="connection">The connection; not owned.</param>
    /// <param name="handlers">What the peer may call.</param>
    /// <param name="options">Null for the defaults.</param>
    public RpcConnection(ConnectionContext connection, RpcHandlers handlers, RpcOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(handlers);
        (_connection, _handlers) = (connection, handlers);
        Options = options ?? RpcOptions.Default;
        _outbox = new RpcOutbox(connection.Transport.Output, Options, _changed, Abort);
        _decoder = new RpcFrameDecoder(Options.Limits);
    }

    /// <summary>Its bounds and times.</summary>
    public RpcOptions Options { get; }

    /// <summary>The connection under it.</summary>
    public ConnectionContext Context => _connection;

    /// <summary>What a service keeps for this peer: who it is, what it has subscribed to.</summary>
    public object? State { get; set; }

    /// <summary>What has happened on it.</summary>
    public RpcCounters Counters { get; } = new();

    /// <summary>The framing of what we send.</summary>
    public RpcFraming Framing => Options.Framing != RpcFraming.Unknown ? Options.Framing : _decoder.Framing != RpcFraming.Unknown ? _decoder.Framing : RpcFraming.Lines;

    /// <summary>
    /// Reads and answers until the peer's FIN, until the host asks to close, or until <paramref name="stop"/>; then lets what runs finish, sends the last answers and returns. The output is not
    /// completed. Call once.
    /// </summary>
    /// <param name="stop">Stops reading.</param>
    /// <exception cref="ConnectionResetException">The peer cut the connection.</exception>
    public async Task RunAsync(CancellationToken stop = default)
    {
        var input = _connection.Transport.Input;
        var asked = _connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, asked);
        await using var wake = both.Token.UnsafeRegister(static input => ((System.IO.Pipelines.PipeReader)input!).CancelPendingRead(), input);
        await using var closed = _connection.ConnectionClosed.UnsafeRegister(static self => ((RpcConnection)self!).Ended(null), this);
        try
        {
            await ReadAsync(both.Token);
            EndCalls(new RpcConnectionException(_isGarbled ? "what the peer sent is no JSON-RPC" : "the connection ended before the answer came") { IsGarbled = _isGarbled });
            await WaitUntilIdleAsync();
            await _outbox.FlushAsync();
        }
        catch (Exception error)
        {
            Ended(error);
            await WaitUntilIdleAsync();
            throw;
        }
        finally
        {
            Ended(null);
            _decoder.Release();
        }
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="args">Its arguments: an object or a list.</param>
    /// <param name="argsType">How they are written.</param>
    /// <param name="resultType">How the result is read.</param>
    /// <param name="cancellationToken">Takes the request back: the peer is told and the answer not waited for.</param>
    /// <exception cref="RpcException">The peer answered with an error.</exception>
    /// <exception cref="RpcConnectionException">The connection ended, the answer was no <typeparamref name="TResult"/>, or <see cref="RpcOptions.MaxCalls"/> wait already.</exception>
    /// <exception cref="TimeoutException">No answer within <see cref="RpcOptions.CallTimeout"/>; the peer is told.</exception>
    public Task<TResult> CallAsync<TArgs, TResult>(string method, TArgs args, JsonTypeInfo<TArgs> argsType, JsonTypeInfo<TResult> resultType, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(argsType);
        ArgumentNullException.ThrowIfNull(resultType);
        var call = new RpcCall<TResult>(json => JsonSerializer.Deserialize(json, resultType)!);
        return CallAsync(call, method, (body, id) => RpcMessageWriter.WriteCall(body, id, method, args, argsType), cancellationToken);
    }

    /// <summary><see cref="CallAsync{TArgs, TResult}"/> with JSON as it is.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="args">An object or an array; empty for no parameters.</param>
    /// <param name="cancellationToken">Takes the request back.</param>
    /// <returns>The result as the peer wrote it.</returns>
    public Task<byte[]> CallAsync(string method, ReadOnlyMemory<byte> args, CancellationToken cancellationToken = default)
    {
        var call = new RpcCall<byte[]>(static json => json.ToArray());
        return CallAsync(call, method, (body, id) => RpcMessageWriter.WriteCall(body, id, method, args.Span), cancellationToken);
    }

    /// <summary>Sends a notification; waits only while the peer is slow to read.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="args">Its arguments: an object or a list.</param>
    /// <param name="type">How they are written.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="RpcConnectionException">The connection has ended.</exception>
    public ValueTask NotifyAsync<TArgs>(string method, TArgs args, JsonTypeInfo<TArgs> type, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(type);
        var body = Scratch();
        RpcMessageWriter.WriteCall(body, null, method, args, type);
        return SendNotificationAsync(body, cancellationToken);
    }

    /// <summary><see cref="NotifyAsync{TArgs}"/> with JSON as it is; empty for no parameters.</summary>
    public ValueTask NotifyAsync(string method, ReadOnlyMemory<byte> args, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        var body = Scratch();
        RpcMessageWriter.WriteCall(body, null, method, args.Span);
        return SendNotificationAsync(body, cancellationToken);
    }

    /// <summary>Resets the connection.</summary>
    /// <param name="reason">Why.</param>
    public void Abort(Exception reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        Ended(reason);
        _connection.Abort(reason as ConnectionAbortedException ?? new ConnectionAbortedException(
            reason is TimeoutException ? $"The peer took no byte for {Options.SendTimeout.TotalSeconds:0.#} s." : reason.Message, reason));
    }

    /// <summary>This thread's buffer for one message, empty. Cleared by whoever takes it, before anything is awaited.</summary>
    internal static RpcBuffer Scratch()
    {
        var scratch = _scratch ??= new RpcBuffer();
        scratch.Clear();
        return scratch;
    }

    internal static JsonElement Reason(string text) => JsonSerializer.SerializeToElement(new RpcReasonData(text), RpcWireJson.Default.RpcReasonData);

    internal void LogFailure(Exception error) => Options.Logger.LogError(error, "A method called by {Remote} failed", _connection.RemoteEndPoint);

    internal void CountError() => Counters.CountError();

    /// <summary>Sends an answer: at once, or with the others of what is being read.</summary>
    internal void Send(ReadOnlySpan<byte> body)
    {
        _outbox.Add(body, Framing);
        if (!_isReadingBurst)
        {
            _outbox.Start();
        }
    }

    async ValueTask SendNotificationAsync(RpcBuffer body, CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        Send(body.Written.Span);
        body.Clear();
        if (_outbox.Queued > Options.MaxCallBytes)
        {
            await _changed.WaitWhileAsync(() => _outbox.Queued > Options.MaxCallBytes && _end is null, cancellationToken);
        }
    }

    void ThrowIfEnded()
    {
        if (_end is { } end)
        {
            throw new RpcConnectionException("the connection has ended", end);
        }
    }

    /// <summary>Nothing comes or goes any more: whoever waits is told. The first reason stays.</summary>
    void Ended(Exception? reason)
    {
        var end = reason ?? new RpcConnectionException("the connection has ended");
        if (Interlocked.CompareExchange(ref _end, end, null) is null)
        {
            EndCalls(end);
            CancelRunning();
            _changed.Signal();
        }
    }
}
