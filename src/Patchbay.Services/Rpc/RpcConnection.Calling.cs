using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Patchbay.Services.Rpc;

/// <summary>What we ask the peer.</summary>
public sealed partial class RpcConnection
{
    readonly Lock _callsLock = new();
    readonly Dictionary<long, RpcCall> _calls = [];
    long _lastId;
    int _callers, _callBytes;
    bool _isPeerFinished;

    async Task<T> CallAsync<T>(RpcCall<T> call, string method, Action<RpcBuffer, long> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (Interlocked.Increment(ref _callers) > Options.MaxCalls)
        {
            Interlocked.Decrement(ref _callers);
            throw new RpcConnectionException(string.Create(CultureInfo.InvariantCulture, $"{Options.MaxCalls} calls wait for their answers already"));
        }

        // A request that calls back does not count as running: whoever waits for room may read on.
        _changed.Signal();
        try
        {
            await _changed.WaitWhileAsync(() => Volatile.Read(ref _callBytes) > Options.MaxCallBytes && _end is null, cancellationToken);
            Send(call, write);
            try
            {
                return await call.Answer.WaitAsync(Options.CallTimeout ?? Timeout.InfiniteTimeSpan, Options.TimeProvider, cancellationToken);
            }
            catch (Exception error) when (error is TimeoutException or OperationCanceledException && !call.Answer.IsCompleted)
            {
                TakeBack(call);
                throw error is TimeoutException
                    ? new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"{method} was not answered within {Options.CallTimeout!.Value.TotalSeconds:0.###} s"), error)
                    : new OperationCanceledException(error.Message, error, cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _callers);
            _changed.Signal();
        }
    }

    void Send(RpcCall call, Action<RpcBuffer, long> write)
    {
        call.Id = Interlocked.Increment(ref _lastId);
        var body = Scratch();
        write(body, call.Id);
        if (body.Length > Options.Limits.MaxMessageBytes)
        {
            body.Clear();
            throw new RpcConnectionException($"the request is larger than a message may be: {Options.Limits.MaxMessageBytes} bytes");
        }

        lock (_callsLock)
        {
            ThrowIfEnded();
            if (_isPeerFinished)
            {
                throw new RpcConnectionException("the peer sends no more, so that no answer can come");
            }

            call.Bytes = body.Length;
            _calls.Add(call.Id, call);
            _callBytes += call.Bytes;
        }

        Send(body.Written.Span);
        body.Clear();
    }

    /// <summary>Nobody waits any more: the peer may stop working on it.</summary>
    void TakeBack(RpcCall call)
    {
        if (Take(call.Id) is not null && _end is null)
        {
            var body = Scratch();
            RpcMessageWriter.WriteCall(body, null, CancelMethod, new RpcCancelParams(JsonSerializer.SerializeToElement(call.Id, RpcWireJson.Default.Int64)), RpcWireJson.Default.RpcCancelParams);
            Send(body.Written.Span);
            body.Clear();
        }
    }

    RpcCall? Take(long id)
    {
        lock (_callsLock)
        {
            if (!_calls.Remove(id, out var call))
            {
                return null;
            }

            _callBytes -= call.Bytes;
            return call;
        }
    }

    /// <summary>An answer; to a call that was taken back, or that never was, it is dropped.</summary>
    void EndCall(in RpcMessage answer)
    {
        if (Utf8Parser.TryParse(answer.Id.Span, out long id, out var used) && used == answer.Id.Length)
        {
            Take(id)?.End(answer);
        }
        else if (answer.Kind == RpcMessageKind.Error && answer.Id.Span.SequenceEqual("null"u8) && Only() is { } only)
        {
            // The peer could not even tell the id: with one call under way it is clear which is meant.
            Take(only)?.End(answer);
        }
    }

    long? Only()
    {
        lock (_callsLock)
        {
            return _calls.Count == 1 ? _calls.Keys.First() : null;
        }
    }

    void EndCalls(Exception reason)
    {
        RpcCall[] calls;
        lock (_callsLock)
        {
            _isPeerFinished = true;
            calls = [.. _calls.Values];
            _calls.Clear();
            _callBytes = 0;
        }

        foreach (var call in calls)
        {
            call.End(reason);
        }
    }
}
