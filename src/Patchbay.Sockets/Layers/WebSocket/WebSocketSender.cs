using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>
/// Puts frames on the wire, one at a time: those of messages, of which one caller at a time sends one, and control frames between them, from any thread.
/// </summary>
/// <param name="wire">The output underneath.</param>
/// <param name="masks">We are the client.</param>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing.")]
internal sealed class WebSocketSender(PipeWriter wire, bool masks)
{
    /// <summary>A longer message goes in fragments, so that a control frame waits for no more than this.</summary>
    const int MaxFrame = 64 * 1024;

    readonly SemaphoreSlim _turn = new(1, 1);
    readonly Lock _controls = new();
    byte[]? _pong;
    bool _ping, _sendingControls;

    // Invariant: both change in the sender's turn only. After a Close nothing may be sent, after a Finish no message.
    volatile bool _closed;
    bool _finished;

    /// <summary>Our Close is out, or the wire takes nothing any more.</summary>
    public bool IsClosed => _closed;

    /// <summary>Sends a message. <c>IsCompleted</c>: it was not sent, and none will be.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<FlushResult> SendMessageAsync(WebSocketOpcode opcode, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        FlushResult flushed;
        do
        {
            await _turn.WaitAsync(CancellationToken.None);
            try
            {
                if (_closed || _finished)
                {
                    return new FlushResult(isCanceled: false, isCompleted: true);
                }

                var length = Math.Min(message.Length, MaxFrame);
                WriteFrame(opcode, length == message.Length, message.Span[..length]);
                message = message[length..];
                opcode = WebSocketOpcode.Continuation;
                try
                {
                    flushed = await wire.FlushAsync(cancellationToken);
                }
                catch (OperationCanceledException) when (!message.IsEmpty)
                {
                    WriteRest(message);
                    throw;
                }

                if (flushed.IsCanceled && !message.IsEmpty)
                {
                    WriteRest(message);
                    return flushed;
                }

                _closed |= flushed.IsCompleted;
            }
            finally
            {
                _turn.Release();
            }
        }
        while (!message.IsEmpty);

        return flushed;
    }

    /// <summary>Says that no message follows (half-close extension).</summary>
    public Task SendFinishAsync() => SendLastAsync(WebSocketOpcode.Finish, ReadOnlyMemory<byte>.Empty);

    /// <summary>Says Close; nothing follows it. The first call counts.</summary>
    public Task SendCloseAsync(ushort code, string reason = "")
    {
        var payload = new byte[2 + Encoding.UTF8.GetMaxByteCount(reason.Length)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        var length = 2 + Encoding.UTF8.GetBytes(reason, payload.AsSpan(2));
        return SendLastAsync(WebSocketOpcode.Close, payload.AsMemory(0, length <= WebSocketFrameHeader.MaxControlPayload ? length : 2));
    }

    /// <summary>Answers a ping when the wire has room. Of several that wait only the last is answered (RFC 6455 section 5.5.3), so they cost no memory.</summary>
    public void QueuePong(ReadOnlySpan<byte> payload)
    {
        lock (_controls)
        {
            _pong = payload.ToArray();
        }

        SendControls();
    }

    /// <summary>Asks whether the peer is there.</summary>
    public void QueuePing()
    {
        lock (_controls)
        {
            _ping = true;
        }

        SendControls();
    }

    async Task SendLastAsync(WebSocketOpcode opcode, ReadOnlyMemory<byte> payload)
    {
        await _turn.WaitAsync();
        try
        {
            if (!_closed)
            {
                (_closed, _finished) = (opcode == WebSocketOpcode.Close, true);
                WriteFrame(opcode, isFinal: true, payload.Span);
                await wire.FlushAsync();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    // Not awaited by who queues: a peer that takes nothing must not stop our reading.
    void SendControls()
    {
        lock (_controls)
        {
            if (_sendingControls)
            {
                return;
            }

            _sendingControls = true;
        }

        _ = SendControlsAsync();
    }

    async Task SendControlsAsync()
    {
        try
        {
            while (true)
            {
                await _turn.WaitAsync();
                try
                {
                    if (!TakeControls(out var pong, out var ping) || _closed)
                    {
                        return;
                    }

                    if (pong is not null)
                    {
                        WriteFrame(WebSocketOpcode.Pong, isFinal: true, pong);
                    }

                    if (ping)
                    {
                        WriteFrame(WebSocketOpcode.Ping, isFinal: true, []);
                    }

                    await wire.FlushAsync();
                }
                finally
                {
                    _turn.Release();
                }
            }
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or ObjectDisposedException or OperationCanceledException or Microsoft.AspNetCore.Connections.ConnectionAbortedException)
        {
            // The wire is gone; who reads or sends messages hears of it.
            lock (_controls)
            {
                _sendingControls = false;
            }
        }
    }

    bool TakeControls(out byte[]? pong, out bool ping)
    {
        lock (_controls)
        {
            (pong, ping) = (_pong, _ping);
            (_pong, _ping) = (null, false);

            // Invariant: who queues after this looks at the flag after us, and starts anew.
            _sendingControls = pong is not null || ping;
            return _sendingControls;
        }
    }

    void WriteRest(ReadOnlyMemory<byte> message) => WriteFrame(WebSocketOpcode.Continuation, isFinal: true, message.Span);

    void WriteFrame(WebSocketOpcode opcode, bool isFinal, ReadOnlySpan<byte> payload)
    {
        var key = masks ? NewMask() : 0;
        wire.Advance(new WebSocketFrameHeader(opcode, isFinal, payload.Length, masks ? key : null).Write(wire.GetSpan(WebSocketFrameHeader.MaxSize)));
        for (var done = 0; done < payload.Length;)
        {
            var target = wire.GetSpan();
            var piece = payload.Slice(done, Math.Min(target.Length, payload.Length - done));
            if (masks)
            {
                WebSocketMask.Apply(piece, target, key, done);
            }
            else
            {
                piece.CopyTo(target);
            }

            wire.Advance(piece.Length);
            done += piece.Length;
        }
    }

    /// <summary>Unpredictable, so that a page cannot choose what stands on the wire (RFC 6455 section 10.3).</summary>
    static uint NewMask()
    {
        Span<byte> key = stackalloc byte[4];
        RandomNumberGenerator.Fill(key);
        return BinaryPrimitives.ReadUInt32BigEndian(key);
    }
}
