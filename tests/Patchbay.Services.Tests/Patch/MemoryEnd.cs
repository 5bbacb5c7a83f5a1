using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Patch;

/// <summary>An end in the hands of a test: what it says and hears are two pipes.</summary>
sealed class MemoryEnd(string name) : PatchEnd
{
    readonly Pipe _says = new(new PipeOptions(useSynchronizationContext: false)), _hears = new(new PipeOptions(useSynchronizationContext: false));
    SequencePosition _received;
    Exception? _failure;

    /// <summary>Where the test speaks for it.</summary>
    public PipeWriter Says => _says.Writer;

    /// <summary>Where the test listens for it.</summary>
    public PipeReader Hears => _hears.Reader;

    /// <summary>Why it was aborted; null when it was not.</summary>
    public string? AbortReason { get; private set; }

    /// <summary>It is gone for good from here on.</summary>
    public TaskCompletionSource Leaving { get; } = new();

    public bool CanLeave { get; init; }

    public bool IsPerson { get; init; }

    public bool MaySpeakOn { get; init; }

    public EndPoint? From { get; init; }

    public EndPoint? To { get; init; }

    public bool IsMessages { get; init; }

    public override string Name => name;

    public override EndPoint? Local => To;

    public override EndPoint? Remote => From;

    public override bool KeepsBoundaries => IsMessages;

    public override bool EndsWithPeer => IsPerson;

    public override bool SpeaksAfterSendFailure => MaySpeakOn;

    public override Task? Left => CanLeave ? Leaving.Task : null;

    /// <summary>It takes no more bytes.</summary>
    public void StopHearing() => _failure = new IOException("Broken pipe");

    public override async ValueTask<PatchRead> ReceiveAsync(CancellationToken cancellationToken)
    {
        var read = await _says.Reader.ReadAsync(cancellationToken);
        _received = read.Buffer.End;
        return new PatchRead(read.Buffer, read.IsCompleted);
    }

    public override void Advance() => _says.Reader.AdvanceTo(_received);

    public override async ValueTask SendAsync(ReadOnlySequence<byte> bytes, bool more, CancellationToken cancellationToken)
    {
        foreach (var segment in bytes)
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            await _hears.Writer.WriteAsync(segment, cancellationToken);
        }
    }

    public override ValueTask FinishAsync(CancellationToken cancellationToken) => _hears.Writer.CompleteAsync();

    public override void Abort(string reason)
    {
        AbortReason ??= reason;
        _failure ??= new IOException(reason);
        _hears.Writer.CancelPendingFlush();
        _hears.Writer.Complete(new ConnectionResetException(reason));
        Leaving.TrySetResult();
    }

    public override ValueTask DisposeAsync() => default;
}
