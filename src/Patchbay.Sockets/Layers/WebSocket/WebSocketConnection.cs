using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>
/// The bytes of the messages of a WebSocket connection. How it ends: with the half-close extension each side says Finish when it has finished, and Close when
/// both have. A peer without it has one word for "I have finished" and "I no longer listen", so our Close is held back until the peer's, or until the peer
/// has been silent for <see cref="WebSocketOptions.Linger"/>; and the answer to the peer's Close waits until our side has finished (RFC 6455 section 5.5.1).
/// </summary>
internal sealed class WebSocketConnection : LayeredConnection, IHalfCloseFeature
{
    readonly WebSocketOptions _options;
    readonly bool _halfClose;
    readonly WebSocketSender _sender;
    readonly WebSocketReceiver _receiver;
    readonly TaskCompletionSource _disposing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly CancellationTokenSource _ended = new();
    Task _receiving = Task.CompletedTask;
    Task _closing = Task.CompletedTask;
    Task? _disposal;
    volatile bool _weHaveFinished;

    /// <param name="inner">The connection underneath, upgraded. Owned.</param>
    /// <param name="isServer">We are the server.</param>
    /// <param name="halfClose">The half-close extension is in force.</param>
    /// <param name="options">What the address says.</param>
    /// <param name="clock">For waits.</param>
    public WebSocketConnection(ConnectionContext inner, bool isServer, bool halfClose, WebSocketOptions options, TimeProvider clock) : base(inner, clock)
    {
        (_options, _halfClose) = (options, halfClose);
        _sender = new WebSocketSender(inner.Transport.Output, masks: !isServer);
        _receiver = new WebSocketReceiver(inner.Transport.Input, new WebSocketFrameReader(isServer, halfClose, options.MaxMessage), _sender, clock);
        Transport = new WebSocketTransport(_receiver.Reader, new WebSocketPipeWriter(_sender, inner.Transport.Output, options.Text, FinishAsync));
        Features.Set<IHalfCloseFeature>(this);
    }

    public override IDuplexPipe Transport { get; set; }

    /// <summary>Always so: the directions end separately whatever is set.</summary>
    public bool IsEnabled { get => true; set { } }

    public bool PeerHasFinished => _receiver.HasFinished;

    public bool WeHaveFinished => _weHaveFinished;

    /// <summary>Completing the output has waited already; the FIN underneath follows the peer's Close.</summary>
    public Task WaitUntilWeFinishedAsync() => Task.CompletedTask;

    /// <summary>Starts reading. Call once.</summary>
    public void Start()
    {
        // The loops outlive the caller: they must not keep its async-locals alive.
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            _receiving = _receiver.RunAsync();
            if (_options.Ping is { } interval)
            {
                _ = KeepAliveAsync(interval);
            }
        }
    }

    public override async ValueTask DisposeAsync()
    {
        Task disposal;
        lock (_disposing)
        {
            disposal = _disposal ??= EndAsync();
        }

        try
        {
            await disposal;
        }
        finally
        {
            await base.DisposeAsync();
        }
    }

    async Task EndAsync()
    {
        _disposing.TrySetResult();
        _receiver.Reader.Complete();
        var ending = EndOutputAsync();

        // A peer that has everything and merely does not say Close is waited for once.
        if (!await PeerPatience.EndsInTimeAsync(Inner, ending, Clock, () => _sender.IsClosed && !HasUnsent()) && (!_sender.IsClosed || HasUnsent()))
        {
            // Only what the peer does not take is worth a RST; a peer that merely never says Close gets a FIN.
            Abort(PeerPatience.Exhausted());
        }

        _receiver.Stop();
        await _receiving;
        await _ended.CancelAsync();
        _ended.Dispose();
        await ending;
    }

    /// <summary>Not bounded: it waits for the peer.</summary>
    async Task EndOutputAsync()
    {
        await QuietlyAsync(Transport.Output.CompleteAsync().AsTask());
        await _closing;
    }

    bool HasUnsent() => Features.Get<IConnectionCountersFeature>() is { BytesUnsent: > 0 };

    /// <summary>The application has finished. Returns when the peer will learn of it; what is left of the closing goes on by itself.</summary>
    async Task FinishAsync(Exception? error)
    {
        if (error is not null)
        {
            // What was said is not whole, so the peer must not see a proper end.
            Abort(error as ConnectionAbortedException ?? new ConnectionAbortedException("The output was completed with an error.", error));
        }
        else if (_halfClose)
        {
            await QuietlyAsync(_sender.SendFinishAsync());
        }

        _closing = CloseAsync();
        _weHaveFinished = true;
        if (error is LayerException)
        {
            throw error;
        }
    }

    async Task CloseAsync()
    {
        await (_halfClose ? Task.WhenAny(_receiver.Finished, _disposing.Task) : LingerAsync());
        if (!_sender.IsClosed)
        {
            SocketEvents.Annotate(Inner, "WebSocket: our Close, 1000");
        }

        await QuietlyAsync(_sender.SendCloseAsync(WebSocketCloseCode.Normal));
        await _receiving;
        await Inner.Transport.Output.CompleteAsync();
    }

    /// <summary>Until the peer has finished, has been silent for long enough, or nobody listens to it any more.</summary>
    async Task LingerAsync()
    {
        var start = Clock.GetTimestamp();
        while (true)
        {
            var quiet = _receiver.SilenceOfMessages;
            var since = Clock.GetElapsedTime(start);
            var left = _options.Linger - (quiet < since ? quiet : since);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            using var over = new CancellationTokenSource();
            var pause = Task.Delay(left, Clock, over.Token);
            var first = await Task.WhenAny(_receiver.Finished, _receiver.Abandoned, _disposing.Task, pause);
            await over.CancelAsync();
            if (first != pause)
            {
                return;
            }
        }
    }

    /// <summary>A ping after each interval of silence; a peer that is still silent one interval later is gone.</summary>
    async Task KeepAliveAsync(TimeSpan interval)
    {
        var asked = false;
        var ended = _ended.Token;
        try
        {
            while (!_receiving.IsCompleted)
            {
                var silence = _receiver.Silence;
                if (silence < interval)
                {
                    asked = false;
                    await Task.Delay(interval - silence, Clock, ended);
                }
                else if (asked)
                {
                    Abort(new ConnectionAbortedException($"The peer answered no ping within {Duration.Format(interval)}."));
                    return;
                }
                else
                {
                    asked = true;
                    _sender.QueuePing();
                    await Task.Delay(interval, Clock, ended);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    /// <summary>A wire that is gone is the reader's news.</summary>
    static async Task QuietlyAsync(Task sending)
    {
        try
        {
            await sending;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or ObjectDisposedException or OperationCanceledException or ConnectionAbortedException)
        {
        }
    }
}
