using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Patchbay.Services;

/// <summary>
/// Ends the reading loop of a protocol that has no end of its own when the host drains: the stream is taken as finished once it has been quiet for
/// <see cref="Quiet"/>, so that an idle client does not hold up the stop and a busy one is not cut in the middle. Ask <see cref="ShouldEnd"/> after every read.
/// </summary>
public sealed class DrainWatch : IDisposable
{
    readonly PipeReader _input;
    readonly CancellationTokenRegistration _request;
    Timer? _quiet;

    /// <summary>Watches a connection for the host's request to close.</summary>
    public DrainWatch(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _input = connection.Transport.Input;
        if (connection.Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime)
        {
            _request = lifetime.ConnectionClosedRequested.UnsafeRegister(static input => ((PipeReader)input!).CancelPendingRead(), _input);
        }
    }

    /// <summary>How long a draining stream must be silent to be taken as finished: several round trips on this machine, a few on the Internet.</summary>
    public static TimeSpan Quiet { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The loop should end: the peer finished, or the host drains and the stream is quiet. What the result holds is still to be served.</summary>
    public bool ShouldEnd(in ReadResult result)
    {
        if (result.IsCompleted)
        {
            return true;
        }

        if (result.IsCanceled && _quiet is not null)
        {
            return result.Buffer.IsEmpty;
        }

        if (result.IsCanceled)
        {
            // The first cancelled read is the host's request.
            _quiet = new Timer(static input => ((PipeReader)input!).CancelPendingRead(), _input, Quiet, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _quiet?.Change(Quiet, Timeout.InfiniteTimeSpan);
        }

        return false;
    }

    /// <summary>Stops watching.</summary>
    public void Dispose()
    {
        _request.Dispose();
        _quiet?.Dispose();
    }
}
