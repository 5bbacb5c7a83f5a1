using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Patchbay.Services.Rpc;

/// <summary>One request or notification while its handler runs: who calls, and whether the caller still wants it. Safe from any thread.</summary>
public sealed class RpcContext
{
    /// <summary>The parameter, beside a method's own, in which a caller gives the token of its progress (Language Server Protocol 3.17).</summary>
    internal static ReadOnlySpan<byte> ProgressTokenName => "workDoneToken"u8;

    readonly RpcBatch? _batch;
    readonly int _index;
    readonly bool _wantsAnswer;
    readonly int _bytes;
    readonly byte[] _id;
    CancellationTokenSource? _cancellation;
    JsonElement? _progressToken;
    bool _isCancelled, _isCancelledByPeer, _isAnswered;

    internal RpcContext(RpcConnection connection, in RpcMessage message, RpcBatch? batch, int index)
    {
        (Connection, _batch, _index) = (connection, batch, index);
        _wantsAnswer = message.Kind == RpcMessageKind.Request;
        // The message's bytes are reused as soon as its handler waits.
        _id = message.Id.IsEmpty ? [] : message.Id.ToArray();
        _bytes = message.Params.Length + message.Id.Length;
    }

    /// <summary>The connection it came on: for calls back.</summary>
    public RpcConnection Connection { get; }

    /// <summary>Cancelled when the caller cancels the request, when the connection ends, and after <see cref="RpcOptions.HandlerTimeout"/>.</summary>
    public CancellationToken CancellationToken
    {
        get
        {
            lock (this)
            {
                if (_cancellation is null)
                {
                    _cancellation = Connection.Options.HandlerTimeout is { } limit
                        ? new CancellationTokenSource(limit, Connection.Options.TimeProvider)
                        : new CancellationTokenSource();
                    if (_isCancelled)
                    {
                        _cancellation.Cancel();
                    }
                }

                return _cancellation.Token;
            }
        }
    }

    /// <summary>The caller gave a token and hears of progress.</summary>
    public bool WantsProgress => _progressToken is not null;

    /// <summary>Tells the caller how far the request is; nothing where it gave no token. Waits while the peer is slow to read.</summary>
    /// <param name="value">How far, in the method's own form.</param>
    /// <param name="type">How it is written.</param>
    public async ValueTask ReportProgressAsync<T>(T value, JsonTypeInfo<T> type)
    {
        if (_progressToken is { } token)
        {
            var progress = new RpcProgressParams(token, JsonSerializer.SerializeToElement(value, type));
            await Connection.NotifyAsync(RpcConnection.ProgressMethod, progress, RpcWireJson.Default.RpcProgressParams, CancellationToken);
        }
    }

    /// <summary>Memory it holds while it runs.</summary>
    internal int Bytes => _bytes;

    /// <summary>Neighbours in the connection's list of what runs.</summary>
    internal RpcContext? Next { get; set; }

    internal RpcContext? Previous { get; set; }

    internal bool HasId(ReadOnlySpan<byte> id) => _wantsAnswer && id.SequenceEqual(_id);

    internal void ReadProgressToken(ReadOnlyMemory<byte> json)
    {
        // Rare: looked for as bytes before anything is parsed.
        if (!json.IsEmpty && json.Span[0] == '{' && json.Span.IndexOf(ProgressTokenName) >= 0)
        {
            using var parsed = JsonDocument.Parse(json);
            if (parsed.RootElement.TryGetProperty(ProgressTokenName, out var token) && token.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                _progressToken = token.Clone();
            }
        }
    }

    internal void Cancel(bool byPeer)
    {
        CancellationTokenSource? source;
        lock (this)
        {
            _isCancelled = true;
            _isCancelledByPeer |= byPeer;
            source = _cancellation;
        }

        // Off this thread: the callbacks are the handler's code.
        if (source is not null)
        {
            _ = source.CancelAsync();
        }
    }

    internal void Answer<T>(T result, JsonTypeInfo<T> type)
    {
        if (!_wantsAnswer || _isAnswered)
        {
            return;
        }

        var body = RpcConnection.Scratch();
        RpcMessageWriter.WriteResult(body, _id, result, type);
        if (body.Length > Connection.Options.Limits.MaxMessageBytes)
        {
            Fail(RpcErrorCodes.InternalError, "Internal error", RpcConnection.Reason($"the result is larger than a message may be: {Connection.Options.Limits.MaxMessageBytes} bytes"));
            return;
        }

        Send(body);
    }

    /// <summary>Answers with what a handler threw.</summary>
    internal void Fail(Exception error)
    {
        switch (error)
        {
            case RpcException ours:
                Fail(ours.Code, ours.Message, ours.Details);
                break;
            case OperationCanceledException when _isCancelledByPeer:
                Fail(RpcErrorCodes.RequestCancelled, "Request cancelled");
                break;
            case OperationCanceledException when _isCancelled || _cancellation is { IsCancellationRequested: true }:
                Fail(RpcErrorCodes.TimedOut, "Request timed out");
                break;
            default:
                Connection.LogFailure(error);
                Fail(RpcErrorCodes.InternalError, "Internal error");
                break;
        }
    }

    internal void Fail(int code, string message, JsonElement? data = null)
    {
        Connection.CountError();
        if (_wantsAnswer && !_isAnswered)
        {
            var body = RpcConnection.Scratch();
            RpcMessageWriter.WriteError(body, _id, code, message, data);
            Send(body);
        }
    }

    internal void End() => _cancellation?.Dispose();

    void Send(RpcBuffer body)
    {
        _isAnswered = true;
        if (_batch is null)
        {
            Connection.Send(body.Written.Span);
        }
        else
        {
            _batch.Set(_index, body.Written.Span);
        }

        body.Clear();
    }
}
