using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>One run of <see cref="ConnectProbe"/>: notes every attempt of the race and waits until all their sockets are closed.</summary>
internal sealed class ConnectProbeRun(EndPoint target, ConnectOptions options, CancellationToken cancellationToken)
{
    readonly Lock _gate = new();
    readonly List<Task<ConnectAttempt>> _attempts = [];
    readonly long _begin = options.TimeProvider.GetTimestamp();
    TimeSpan? _resolved;

    TimeSpan Elapsed => options.TimeProvider.GetElapsedTime(_begin);

    public async Task<ConnectProbeResult> RunAsync()
    {
        var failure = target is UnixDomainSocketEndPoint ? await UnixAsync() : await RaceAsync();
        var elapsed = Elapsed;

        // Losers are cancelled: they end at once. No attempt is added any more.
        var attempts = await Task.WhenAll(_attempts);
        if (failure?.Outcome == ConnectOutcome.TimedOut)
        {
            // What still ran then was stopped by the clock, not by a winner.
            attempts = [.. attempts.Select(attempt => attempt.Outcome != ConnectOutcome.Cancelled ? attempt
                : attempt with { Outcome = ConnectOutcome.TimedOut, SocketError = SocketError.TimedOut })];
        }

        return new ConnectProbeResult(target, target is DnsEndPoint ? _resolved : null, [.. attempts.OrderBy(attempt => attempt.Started)], elapsed, failure);
    }

    async Task<ConnectException?> RaceAsync()
    {
        try
        {
            await HappyEyeballs.ConnectAsync(target, AttemptAsync, options with { Resolve = ResolveAsync }, cancellationToken);
            return null;
        }
        catch (ConnectException failure)
        {
            return failure;
        }
    }

    async Task<ConnectException?> UnixAsync()
    {
        using var timeout = new CancellationTokenSource(options.Timeout, options.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var running = ProbeSocket.ConnectAsync(target, options.TimeProvider, Elapsed, stop.Token);
        _attempts.Add(running);
        var attempt = await running;
        cancellationToken.ThrowIfCancellationRequested();
        return attempt.Outcome == ConnectOutcome.Open ? null
            : ConnectFailure.Create(target, attempt.Outcome == ConnectOutcome.Cancelled ? SocketError.TimedOut : attempt.SocketError, attempt.Elapsed, attempt.Errno);
    }

    async Task<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken stop)
    {
        var addresses = await options.Resolve(host, family, stop);
        lock (_gate)
        {
            _resolved ??= addresses.Length > 0 ? Elapsed : null;
        }

        return addresses;
    }

    async ValueTask<ConnectAttempt> AttemptAsync(IPEndPoint address, CancellationToken stop)
    {
        var running = ProbeSocket.ConnectAsync(address, options.TimeProvider, Elapsed, stop);

        // The race starts attempts one after the other, and none after its end.
        _attempts.Add(running);
        var attempt = await running;
        return attempt.Outcome == ConnectOutcome.Open ? attempt
            : throw ConnectFailure.Create(address, attempt.SocketError, attempt.Elapsed, attempt.Errno, attempt.Icmp);
    }
}
