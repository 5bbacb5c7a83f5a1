using System.Buffers;
using System.IO.Pipelines;

namespace Patchbay.Services.Rpc;

/// <summary>
/// What waits to be sent, and the one loop that sends it: whoever adds never waits for the peer, and reading goes on beside it. What comes while a flush is under way goes
/// out together with the next. Thread-safe.
/// </summary>
/// <param name="output">Where it goes.</param>
/// <param name="options">The time a flush may take.</param>
/// <param name="gate">Signalled when <see cref="Queued"/> shrinks.</param>
/// <param name="failed">Told when the peer takes nothing or is gone; once.</param>
sealed class RpcOutbox(PipeWriter output, RpcOptions options, RpcGate gate, Action<Exception> failed)
{
    const int ChunkBytes = 64 * 1024;

    readonly Lock _lock = new();
    RpcBuffer _waiting = new(), _sending = new();
    int _queued;
    bool _isSending, _isFailed;

    /// <summary>Bytes that were not handed to the transport yet.</summary>
    public int Queued => Volatile.Read(ref _queued);

    /// <summary>Adds a message. Nothing happens when sending has failed.</summary>
    public void Add(ReadOnlySpan<byte> body, RpcFraming framing)
    {
        lock (_lock)
        {
            if (_isFailed)
            {
                return;
            }

            var before = _waiting.Length;
            if (framing == RpcFraming.Headers)
            {
                RpcMessageWriter.WriteHeader(_waiting, body.Length);
            }

            _waiting.Write(body);
            if (framing != RpcFraming.Headers)
            {
                _waiting.Write("\n"u8);
            }

            Interlocked.Add(ref _queued, _waiting.Length - before);
        }
    }

    /// <summary>Sends what waits, unless the loop runs already.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (_isSending || _isFailed || _waiting.Length == 0)
            {
                return;
            }

            _isSending = true;
        }

        _ = SendAsync();
    }

    /// <summary>Waits until everything was handed to the transport, or sending failed.</summary>
    public ValueTask FlushAsync()
    {
        Start();
        return gate.WaitWhileAsync(() => Queued > 0 && !_isFailed, CancellationToken.None);
    }

    async Task SendAsync()
    {
        try
        {
            while (TakeNext())
            {
                for (var rest = _sending.Written; !rest.IsEmpty;)
                {
                    var chunk = rest[..Math.Min(rest.Length, ChunkBytes)];
                    output.Write(chunk.Span);
                    rest = rest[chunk.Length..];
                    await FlushAsync(output.FlushAsync());
                    Interlocked.Add(ref _queued, -chunk.Length);
                    gate.Signal();
                }

                _sending.Clear();
            }
        }
        catch (Exception error)
        {
            lock (_lock)
            {
                _isFailed = true;
                _waiting.Release();
                _sending.Release();
            }

            gate.Signal();
            failed(error);
        }
    }

    async ValueTask FlushAsync(ValueTask<FlushResult> flushing)
    {
        var flushed = flushing.IsCompletedSuccessfully ? flushing.Result : await flushing.AsTask().WaitAsync(options.SendTimeout, options.TimeProvider);
        if (flushed.IsCompleted)
        {
            throw new RpcConnectionException("the peer takes no more bytes");
        }
    }

    bool TakeNext()
    {
        lock (_lock)
        {
            (_waiting, _sending) = (_sending, _waiting);
            _isSending = _sending.Length > 0;
            return _isSending;
        }
    }
}
