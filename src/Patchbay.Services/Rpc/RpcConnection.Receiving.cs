using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Patchbay.Services.Rpc;

/// <summary>What the peer sends.</summary>
public sealed partial class RpcConnection
{
    readonly RpcFrameDecoder _decoder;
    readonly List<RpcMessage> _messages = [];
    readonly Lock _runningLock = new();
    RpcContext? _firstRunning;
    int _runningCount, _runningBytes;
    // Answers that come while a buffer is worked off go out together; only the reading loop changes it.
    volatile bool _isReadingBurst;

    /// <summary>Hears of the peer's notifications that have no handler, progress among them: the method and its parameters, undefined where there are none. Runs on the reading loop; must not block.</summary>
    public Action<string, JsonElement>? Notified { get; set; }

    /// <summary>Requests and notifications of the peer that run now.</summary>
    public int InFlight => Volatile.Read(ref _runningCount);

    bool IsFull => _end is null
        && (InFlight - Volatile.Read(ref _callers) >= Options.MaxInFlight || Volatile.Read(ref _runningBytes) + _outbox.Queued >= Options.MaxBytesInFlight);

    /// <summary>Memory that requests and answers hold, beside what waits to be sent.</summary>
    internal void CountBytes(int bytes)
    {
        Interlocked.Add(ref _runningBytes, bytes);
        if (bytes < 0)
        {
            _changed.Signal();
        }
    }

    async Task ReadAsync(CancellationToken stop)
    {
        var input = _connection.Transport.Input;
        while (!stop.IsCancellationRequested && _end is null)
        {
            var read = await input.ReadAsync(CancellationToken.None);
            var rest = read.Buffer;
            var isLost = await ReceiveAsync(rest);
            input.AdvanceTo(rest.End);
            if (isLost)
            {
                return;
            }

            if (read.IsCompleted)
            {
                await ReceiveAsync(_decoder.End());
                _outbox.Start();
                return;
            }
        }
    }

    /// <summary>Works off one buffer; true when the stream is lost.</summary>
    async ValueTask<bool> ReceiveAsync(ReadOnlySequence<byte> bytes)
    {
        _isReadingBurst = true;
        var isLost = false;
        while (!isLost && _decoder.Read(ref bytes) is { Kind: not RpcFrameKind.None } frame)
        {
            isLost = await ReceiveAsync(frame);
        }

        _isReadingBurst = false;
        _outbox.Start();
        return isLost;
    }

    async ValueTask<bool> ReceiveAsync(RpcFrame frame)
    {
        switch (frame.Kind)
        {
            case RpcFrameKind.Message:
                if (ReceiveMessage(frame.Bytes, out var batch))
                {
                    for (var i = 0; i < _messages.Count; i++)
                    {
                        await WaitForRoomAsync();
                        Receive(_messages[i], batch, i);
                        batch?.Ended();
                    }
                }

                await WaitForRoomAsync();
                return false;
            case RpcFrameKind.Error or RpcFrameKind.Lost:
                _isGarbled = true;
                Answer(RpcErrorCodes.ParseError, "Parse error", frame.Reason);
                await WaitForRoomAsync();
                return frame.Kind == RpcFrameKind.Lost;
            default:
                return false;
        }
    }

    /// <summary>Reads a message or a batch into the list; what is none is answered.</summary>
    bool ReceiveMessage(ReadOnlyMemory<byte> bytes, out RpcBatch? batch)
    {
        batch = null;
        switch (RpcMessageReader.Read(bytes, Options.Limits, _messages))
        {
            case RpcDocument.One:
                return true;
            case RpcDocument.Batch:
                batch = new RpcBatch(this, _messages.Count);
                return true;
            case RpcDocument.TooDeep:
                Answer(RpcErrorCodes.ParseError, "Parse error", $"nested deeper than {Options.Limits.MaxDepth}");
                return false;
            case RpcDocument.EmptyBatch:
                Answer(RpcErrorCodes.InvalidRequest, "Invalid Request");
                return false;
            case RpcDocument.LongBatch:
                Answer(RpcErrorCodes.InvalidRequest, "Invalid Request", $"a batch of more than {Options.Limits.MaxBatch} messages");
                return false;
            default:
                Answer(RpcErrorCodes.ParseError, "Parse error");
                return false;
        }
    }

    /// <summary>An error about something that has no id.</summary>
    void Answer(int code, string message, string? reason = null)
    {
        CountError();
        var body = Scratch();
        RpcMessageWriter.WriteError(body, default, code, message, reason is null ? null : Reason(reason));
        Send(body.Written.Span);
        body.Clear();
    }

    void Receive(in RpcMessage message, RpcBatch? batch, int index)
    {
        switch (message.Kind)
        {
            case RpcMessageKind.Result or RpcMessageKind.Error:
                EndCall(message);
                break;
            case RpcMessageKind.Invalid:
                CountError();
                var body = Scratch();
                RpcMessageWriter.WriteError(body, message.Id.Span, RpcErrorCodes.InvalidRequest, "Invalid Request");
                if (batch is null)
                {
                    Send(body.Written.Span);
                }
                else
                {
                    batch.Set(index, body.Written.Span);
                }

                body.Clear();
                break;
            case RpcMessageKind.Notification when message.Method.Span.SequenceEqual("$/cancelRequest"u8):
                CancelRunning(message.Params);
                break;
            case RpcMessageKind.Notification when Notified is { } notified && _handlers.Find(message.Method.Span) is null:
                Counters.Count(message.Kind);
                notified(Encoding.UTF8.GetString(message.Method.Span), message.Params.IsEmpty ? default : JsonElement.Parse(message.Params.Span));
                break;
            default:
                Run(message, batch, index);
                break;
        }
    }

    void Run(in RpcMessage message, RpcBatch? batch, int index)
    {
        Counters.Count(message.Kind);
        var context = new RpcContext(this, message, batch, index);
        var method = _handlers.Find(message.Method.Span);
        if (method is null)
        {
            context.Fail(RpcErrorCodes.MethodNotFound, "Method not found");
            return;
        }

        ValueTask running;
        try
        {
            running = method.RunAsync(context, message.Params);
            if (running.IsCompletedSuccessfully)
            {
                context.End();
                return;
            }
        }
        catch (Exception error)
        {
            context.Fail(error);
            context.End();
            return;
        }

        batch?.Began();
        Add(context);
        _ = AwaitAsync(running, context, batch);
    }

    async Task AwaitAsync(ValueTask running, RpcContext context, RpcBatch? batch)
    {
        try
        {
            await running;
        }
        catch (Exception error)
        {
            context.Fail(error);
        }
        finally
        {
            batch?.Ended();
            Remove(context);
            context.End();
        }
    }

    void Add(RpcContext context)
    {
        lock (_runningLock)
        {
            context.Next = _firstRunning;
            if (_firstRunning is not null)
            {
                _firstRunning.Previous = context;
            }

            _firstRunning = context;
            _runningCount++;
            Interlocked.Add(ref _runningBytes, context.Bytes);
        }

        if (_end is not null)
        {
            context.Cancel(byPeer: false);
        }
    }

    void Remove(RpcContext context)
    {
        lock (_runningLock)
        {
            if (context.Previous is { } previous)
            {
                previous.Next = context.Next;
            }
            else
            {
                _firstRunning = context.Next;
            }

            if (context.Next is { } next)
            {
                next.Previous = context.Previous;
            }

            _runningCount--;
            Interlocked.Add(ref _runningBytes, -context.Bytes);
        }

        _changed.Signal();
    }

    void CancelRunning(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            return;
        }

        // The id is compared as it was written: 1 and 1.0 are two ids here, as they are for whoever waits for the answer.
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("id"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isId)
            {
                Cancel(json.Span[start..(int)reader.BytesConsumed]);
                return;
            }
        }
    }

    void Cancel(ReadOnlySpan<byte> id)
    {
        lock (_runningLock)
        {
            for (var context = _firstRunning; context is not null; context = context.Next)
            {
                if (context.HasId(id))
                {
                    context.Cancel(byPeer: true);
                    return;
                }
            }
        }
    }

    void CancelRunning()
    {
        lock (_runningLock)
        {
            for (var context = _firstRunning; context is not null; context = context.Next)
            {
                context.Cancel(byPeer: false);
            }
        }
    }

    /// <summary>Backpressure: what is not read waits in the peer's own socket. Returns at once where there is room.</summary>
    ValueTask WaitForRoomAsync() => IsFull ? WaitAsync() : ValueTask.CompletedTask;

    async ValueTask WaitAsync()
    {
        // The answers that make the room must be on their way.
        _isReadingBurst = false;
        _outbox.Start();
        await _changed.WaitWhileAsync(() => IsFull, CancellationToken.None);
        _isReadingBurst = true;
    }

    ValueTask WaitUntilIdleAsync() => _changed.WaitWhileAsync(() => InFlight > 0, CancellationToken.None);
}
