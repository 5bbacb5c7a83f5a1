using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>Feeds a <see cref="WebSocketFrameReader"/> from the wire and gives what messages hold to a pipe. Ends with the peer's Close, the wire's end or an error.</summary>
internal sealed class WebSocketReceiver
{
    // The application may stop reading before the peer stops sending: then octets of messages go here.
    static readonly byte[] Nowhere = new byte[4096];

    readonly PipeReader _wire;
    readonly WebSocketFrameReader _frames;
    readonly WebSocketSender _sender;
    readonly TimeProvider _clock;
    readonly Pipe _incoming = new(new PipeOptions(useSynchronizationContext: false));
    readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _heard, _heardMessage;
    volatile bool _waiting, _stopped, _hasFinished;

    /// <param name="wire">The input underneath.</param>
    /// <param name="frames">The state of the peer's direction.</param>
    /// <param name="sender">Answers pings.</param>
    /// <param name="clock">For <see cref="Silence"/>.</param>
    public WebSocketReceiver(PipeReader wire, WebSocketFrameReader frames, WebSocketSender sender, TimeProvider clock)
    {
        (_wire, _frames, _sender, _clock) = (wire, frames, sender, clock);
        Reader = new InputReader(_incoming.Reader);
        _heard = _heardMessage = clock.GetTimestamp();
    }

    /// <summary>The application's end: what came before an error is read before the error is thrown.</summary>
    public InputReader Reader { get; }

    /// <summary>Completes when no octet of a message can follow any more, properly or not.</summary>
    public Task Finished => _finished.Task;

    /// <summary>The peer has finished; true before the reader sees the end.</summary>
    public bool HasFinished => _hasFinished;

    /// <summary>Completes when the application has been seen to read no more.</summary>
    public Task Abandoned => _abandoned.Task;

    /// <summary>How long the peer has said nothing; zero while it is we who do not listen.</summary>
    public TimeSpan Silence => _waiting ? _clock.GetElapsedTime(Interlocked.Read(ref _heard)) : TimeSpan.Zero;

    /// <summary>The same, of messages: pings and pongs do not count.</summary>
    public TimeSpan SilenceOfMessages => _waiting ? _clock.GetElapsedTime(Interlocked.Read(ref _heardMessage)) : TimeSpan.Zero;

    /// <summary>Reads to the end. Never throws: errors are the reader's.</summary>
    public async Task RunAsync()
    {
        Exception? failure;
        try
        {
            failure = await ReadAsync();
        }
        catch (Exception error)
        {
            failure = error;
        }

        End(failure);
        if (failure is LayerException)
        {
            await FailAsync();
        }
    }

    /// <summary>Ends <see cref="RunAsync"/> soon, whatever it waits for.</summary>
    public void Stop()
    {
        _stopped = true;
        Reader.Complete();
        _wire.CancelPendingRead();
    }

    async Task<Exception?> ReadAsync()
    {
        while (true)
        {
            var result = await ReadWireAsync();
            var kind = WebSocketEventKind.NeedMore;
            foreach (var segment in result.Buffer)
            {
                kind = Take(segment.Span);
                if (kind is WebSocketEventKind.Close or WebSocketEventKind.Failed)
                {
                    break;
                }
            }

            _wire.AdvanceTo(result.Buffer.End);
            switch (kind)
            {
                case WebSocketEventKind.Close:
                    return Judge();
                case WebSocketEventKind.Failed:
                    return new LayerException(LayerFailure.Protocol, $"the peer broke the WebSocket protocol: {_frames.Failure}", "It was told with a Close frame, and the connection is over.");
                default:
                    await DeliverAsync();
                    break;
            }

            if (result.IsCompleted)
            {
                return new ConnectionResetException("the connection ended without a Close frame");
            }

            if (_stopped)
            {
                return new ConnectionAbortedException("The connection was disposed.");
            }
        }
    }

    async ValueTask<ReadResult> ReadWireAsync()
    {
        _waiting = true;
        var result = await _wire.ReadAsync();
        _waiting = false;
        Interlocked.Exchange(ref _heard, _clock.GetTimestamp());
        return result;
    }

    WebSocketEventKind Take(ReadOnlySpan<byte> input)
    {
        while (true)
        {
            var isDropped = _finished.Task.IsCompleted || _abandoned.Task.IsCompleted;
            var output = input.IsEmpty ? [] : isDropped ? Nowhere : _incoming.Writer.GetSpan();
            var kind = _frames.Read(input, output, out var consumed, out var written);
            input = input[consumed..];
            switch (kind)
            {
                case WebSocketEventKind.Data:
                    Interlocked.Exchange(ref _heardMessage, Interlocked.Read(ref _heard));
                    if (!isDropped)
                    {
                        _incoming.Writer.Advance(written);
                    }

                    break;
                case WebSocketEventKind.Ping:
                    _sender.QueuePong(_frames.Control);
                    break;
                case WebSocketEventKind.Finish:
                    End(null);
                    break;
                case WebSocketEventKind.NeedMore or WebSocketEventKind.Close or WebSocketEventKind.Failed:
                    return kind;
            }
        }
    }

    async ValueTask DeliverAsync()
    {
        if (!_finished.Task.IsCompleted && !_abandoned.Task.IsCompleted && (await _incoming.Writer.FlushAsync()).IsCompleted)
        {
            _abandoned.TrySetResult();
        }
    }

    LayerException? Judge()
    {
        if (WebSocketCloseCode.IsOrderly(_frames.CloseCode))
        {
            return null;
        }

        var words = WebSocketCloseCode.Describe(_frames.CloseCode);
        var reason = _frames.CloseReason.Length > 0 ? $": {_frames.CloseReason}" : "";
        return new LayerException(LayerFailure.Protocol, $"the peer closed the WebSocket with {_frames.CloseCode}{(words.Length > 0 ? $" ({words})" : "")}{reason}", "1000 and 1001 are proper ends; every other code tells an error.");
    }

    void End(Exception? failure)
    {
        if (_finished.Task.IsCompleted)
        {
            return;
        }

        if (failure is not null)
        {
            Reader.FailAfterLastByte(failure);
        }

        // Whoever reads the end asks next whether the peer has finished: the answer is there first.
        _hasFinished = true;
        _incoming.Writer.Complete();
        _finished.TrySetResult();
    }

    /// <summary>RFC 6455 section 7.1.7: our Close says why (or repeats the peer's code), and is our last word. What the peer still sends is dropped, for unread octets would turn our FIN into a RST that can overtake the Close.</summary>
    async Task FailAsync()
    {
        try
        {
            await _sender.SendCloseAsync(_frames.CloseCode, _frames.Failure ?? "");
            for (var ended = _frames.Failure is null; !ended && !_stopped;)
            {
                var result = await _wire.ReadAsync();
                _wire.AdvanceTo(result.Buffer.End);
                ended = result.IsCompleted;
            }
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or OperationCanceledException or ConnectionAbortedException)
        {
            // The wire is gone, and with it whom to tell.
        }
    }
}
