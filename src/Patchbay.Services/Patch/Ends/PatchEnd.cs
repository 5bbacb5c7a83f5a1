using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>
/// One opened end of a patch, of whatever kind: what it says is received here, what it is told is sent here. One receive and one send may be under way
/// at a time; <see cref="Abort"/> may be called from any thread.
/// </summary>
public abstract class PatchEnd : IAsyncDisposable
{
    /// <summary>Who it is, for people: <c>127.0.0.1:4711</c>, <c>exec:sort</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Our end of it, where it has one.</summary>
    public virtual EndPoint? Local => null;

    /// <summary>Its own end, where it has one.</summary>
    public virtual EndPoint? Remote => null;

    /// <summary>It is no peer but ours: our stdout, a file. Its failures are this machine's.</summary>
    public virtual bool IsOurs => false;

    /// <summary>It speaks in messages: each receive gives one, each send makes one.</summary>
    public virtual bool KeepsBoundaries => false;

    /// <summary>How much of a stream makes one message of this end.</summary>
    public virtual int MessageSize => int.MaxValue;

    /// <summary>Once the other end has finished, this one has nothing more to say: a person at a terminal, who would otherwise type into nothing.</summary>
    public virtual bool EndsWithPeer => false;

    /// <summary>Completes when it is gone for good, and will take no more bytes though nothing failed: a command that has ended. Null for ends that tell only by failing.</summary>
    public virtual Task? Left => null;

    /// <summary>It may still speak after it has stopped to listen: a command that closed its stdin.</summary>
    public virtual bool SpeaksAfterSendFailure => false;

    /// <summary>
    /// When it is no longer heard, it is still read until its finish, before it is closed, to learn whether it says something that is lost. An end that tells
    /// when it has <see cref="Left"/> is read so long; another for a bounded time (closing a socket with unread bytes sends RST).
    /// </summary>
    public virtual bool Lingers => false;

    /// <summary>Bytes it takes that go nowhere: a file that is only read. The result tells of them.</summary>
    public virtual long Discarded => 0;

    /// <summary>After the end: what went wrong with it besides its directions, in words; null when nothing did.</summary>
    public virtual string? Failure => null;

    /// <summary>A failed receive in words: <c>db:5432 reset the connection</c>.</summary>
    public virtual string DescribeReceiveFailure(Exception error) =>
        error is LayerException ? error.Message.TrimEnd('.')
        : error is ConnectionResetException ? $"{Name} reset the connection"
        : $"receiving from {Name} failed: {error?.Message.TrimEnd('.')}";

    /// <summary>A failed send in words: <c>db:5432 no longer takes what we send</c>.</summary>
    public virtual string DescribeSendFailure(Exception error) => $"{Name} no longer takes what we send";

    /// <summary>Waits for what it says next. The bytes are valid until <see cref="Advance"/>, which must come before the next call.</summary>
    /// <exception cref="IOException">It failed or was reset: what it still had to say is lost.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is lost.</exception>
    public abstract ValueTask<PatchRead> ReceiveAsync(CancellationToken cancellationToken);

    /// <summary>What the last receive gave was taken.</summary>
    public abstract void Advance();

    /// <summary>Hands bytes over; returns when there is room for more.</summary>
    /// <param name="bytes">A message to an end that keeps boundaries; else a part of a stream.</param>
    /// <param name="more">Another send follows at once, so this one may wait for it.</param>
    /// <param name="cancellationToken">Gives up; some may have been sent.</param>
    /// <exception cref="IOException">It no longer takes bytes.</exception>
    public abstract ValueTask SendAsync(ReadOnlySequence<byte> bytes, bool more, CancellationToken cancellationToken);

    /// <summary>Tells it that nothing follows, and returns when the kernel has everything. Receiving goes on.</summary>
    /// <exception cref="IOException">It did not take everything.</exception>
    public abstract ValueTask FinishAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Nobody hears it, and nothing more is said to it. A command that would speak on is told as in a pipeline (SIGPIPE), and receiving then fails. True for
    /// an end that was told and so need not be read to its finish.
    /// </summary>
    public virtual bool StopListening() => false;

    /// <summary>Ends both directions at once, and lets it know as well as its kind can (RST, SIGTERM). Waiting calls fail.</summary>
    /// <param name="reason">Why, in words.</param>
    public abstract void Abort(string reason);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
