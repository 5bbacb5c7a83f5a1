namespace Patchbay.Services.Rpc;

/// <summary>What has happened on a connection, or on many. Thread-safe.</summary>
public sealed class RpcCounters
{
    long _requests, _notifications, _errors;

    /// <summary>Requests of the peer.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Notifications of the peer.</summary>
    public long Notifications => Interlocked.Read(ref _notifications);

    /// <summary>Messages of the peer that ended in an error, answered or not.</summary>
    public long Errors => Interlocked.Read(ref _errors);

    internal void Count(RpcMessageKind kind) => Interlocked.Increment(ref kind == RpcMessageKind.Request ? ref _requests : ref _notifications);

    /// <summary>Adds what another has counted.</summary>
    internal void Add(RpcCounters other)
    {
        Interlocked.Add(ref _requests, other.Requests);
        Interlocked.Add(ref _notifications, other.Notifications);
        Interlocked.Add(ref _errors, other.Errors);
    }

    internal void CountError() => Interlocked.Increment(ref _errors);
}
