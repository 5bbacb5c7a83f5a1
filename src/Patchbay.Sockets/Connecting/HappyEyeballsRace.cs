using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Patchbay.Sockets;

/// <summary>One run of the <see cref="HappyEyeballsScheduler"/>: feeds it answers and failures, and does what it says.</summary>
internal sealed class HappyEyeballsRace<T>(EndPoint target, Func<IPEndPoint, CancellationToken, ValueTask<T>> attempt, ConnectOptions options) : IDisposable
    where T : notnull
{
    readonly HappyEyeballsScheduler _scheduler = new(options, options.TimeProvider);
    readonly CancellationTokenSource _over = new();
    readonly List<Exception> _failures = [];
    readonly Lock _gate = new();

    // Invariant: two answers and one end an attempt are all that is ever written, so a write never fails.
    readonly Channel<Action> _events = Channel.CreateBounded<Action>(
        new BoundedChannelOptions(2 + HappyEyeballsScheduler.MaxAddresses) { SingleReader = true });

    readonly long _begin = options.TimeProvider.GetTimestamp();
    SocketException? _resolveError;
    T? _winner;
    bool _hasWinner, _isOver;

    int Port => target is IPEndPoint ip ? ip.Port : ((DnsEndPoint)target).Port;

    TimeSpan Elapsed => options.TimeProvider.GetElapsedTime(_begin);

    /// <summary>Before <see cref="RunAsync"/> only.</summary>
    public void Answer(AddressFamily family, IPAddress[] addresses) => _scheduler.Resolved(family, addresses);

    /// <summary>Asks for both families at once, or for one.</summary>
    public void Resolve(string host, AddressFamily only)
    {
        foreach (var family in (ReadOnlySpan<AddressFamily>)[AddressFamily.InterNetworkV6, AddressFamily.InterNetwork])
        {
            if (only == AddressFamily.Unspecified || only == family)
            {
                _ = ResolveAsync(host, family);
            }
            else
            {
                Answer(family, []);
            }
        }
    }

    public async ValueTask<T> RunAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, options.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            while (!_hasWinner)
            {
                var step = _scheduler.Next();
                switch (step.Kind)
                {
                    case HappyEyeballsStepKind.Start:
                        _ = AttemptAsync(new IPEndPoint(step.Address!, Port));
                        break;
                    case HappyEyeballsStepKind.Wait:
                        await WaitAsync(step.Delay, stop.Token);
                        break;
                    default:
                        throw Failure();
                }
            }

            return _winner!;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw TimedOut();
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            await EndAsync();
        }
    }

    /// <summary>After <see cref="RunAsync"/>: the token that losers still hold is cancelled by then, and stays so.</summary>
    public void Dispose() => _over.Dispose();

    async Task ResolveAsync(string host, AddressFamily family)
    {
        IPAddress[] addresses = [];
        SocketException? error = null;
        try
        {
            addresses = await options.Resolve(host, family, _over.Token);
        }
        catch (Exception caught) when (caught is SocketException or OperationCanceledException or ArgumentException)
        {
            error = caught as SocketException ?? new SocketException((int)SocketError.HostNotFound);
        }

        _events.Writer.TryWrite(() =>
        {
            // "Nobody answered" says more than "has no address of this family".
            _resolveError = error?.SocketErrorCode is SocketError.TryAgain or SocketError.NoRecovery ? error : _resolveError ?? error;
            _scheduler.Resolved(family, addresses);
        });
    }

    async Task AttemptAsync(IPEndPoint address)
    {
        T connection;
        try
        {
            connection = await attempt(address, _over.Token);
        }
        catch (Exception error)
        {
            _events.Writer.TryWrite(() =>
            {
                _failures.Add(error);
                _scheduler.Failed();
            });
            return;
        }

        lock (_gate)
        {
            if (!_isOver)
            {
                _isOver = true;
                _winner = connection;
                _events.Writer.TryWrite(() => _hasWinner = true);
                return;
            }
        }

        await DisposeAsync(connection);
    }

    /// <summary>Waits for an event or the delay, and takes in every event that is there.</summary>
    async ValueTask WaitAsync(TimeSpan? delay, CancellationToken stop)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var happened = _events.Reader.WaitToReadAsync(enough.Token).AsTask();
        if (delay is { } limit)
        {
            var waited = Task.Delay(limit, options.TimeProvider, enough.Token);
            await Task.WhenAny(happened, waited);
            await enough.CancelAsync();
            await Task.WhenAll(happened, waited).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.ThrowIfCancellationRequested();
        }
        else
        {
            await happened;
        }

        while (_events.Reader.TryRead(out var take))
        {
            take();
        }
    }

    /// <summary>From here on whoever connects has lost; a winner that nobody took is disposed too.</summary>
    async ValueTask EndAsync()
    {
        bool abandoned;
        lock (_gate)
        {
            abandoned = _isOver && !_hasWinner;
            _isOver = true;
        }

        await _over.CancelAsync();
        if (abandoned)
        {
            await DisposeAsync(_winner!);
        }
    }

    ConnectException Failure()
    {
        if (_failures.Count == 0)
        {
            return ConnectFailure.Create(target, _resolveError?.SocketErrorCode ?? SocketError.HostNotFound, Elapsed, inner: _resolveError);
        }

        // Tell the most telling: a refusal shows a living machine, "no route" often only that this one has no IPv6.
        var elapsed = Elapsed;
        return _failures.Select(error => ConnectFailure.From(target, error, elapsed)).MinBy(error => ConnectClassifier.Rank(error.Outcome))!;
    }

    ConnectException TimedOut() => _scheduler.Started == 0
        ? ConnectFailure.Create(target, SocketError.TryAgain, Elapsed)
        : ConnectFailure.Create(target, SocketError.TimedOut, Elapsed);

    static async ValueTask DisposeAsync(T connection)
    {
        if (connection is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync();
        }
        else
        {
            (connection as IDisposable)?.Dispose();
        }
    }
}
