using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Patchbay.TestSupport;

/// <summary>A connection without a socket: what a handler reads and writes is in the hands of the test.</summary>
sealed class MemoryConnection : IConnectionLifetimeNotificationFeature, IDisposable
{
    readonly CancellationTokenSource _closeRequested = new();
    readonly Pipe _toHandler;
    readonly Pipe _fromHandler;

    /// <param name="room">Bytes the handler may write before a flush waits for the test to read.</param>
    /// <param name="scheduler">Where either side is woken; inline is what a pinned ring does.</param>
    public MemoryConnection(int room = 64 * 1024, PipeScheduler? scheduler = null)
    {
        var options = new PipeOptions(readerScheduler: scheduler, writerScheduler: scheduler, pauseWriterThreshold: room, resumeWriterThreshold: room / 2, useSynchronizationContext: false);
        (_toHandler, _fromHandler) = (new Pipe(options), new Pipe(options));
        Connection = new DefaultConnectionContext("test", new Duplex(_toHandler.Reader, _fromHandler.Writer), new Duplex(_fromHandler.Reader, _toHandler.Writer));
        Connection.Features.Set<IConnectionLifetimeNotificationFeature>(this);
    }

    /// <summary>What the handler gets.</summary>
    public DefaultConnectionContext Connection { get; }

    /// <summary>The peer's sending side.</summary>
    public PipeWriter Peer => _toHandler.Writer;

    /// <summary>The peer's receiving side.</summary>
    public PipeReader FromHandler => _fromHandler.Reader;

    public CancellationToken ConnectionClosedRequested { get => _closeRequested.Token; set => throw new NotSupportedException(); }

    /// <summary>The host begins to drain.</summary>
    public void RequestClose() => _closeRequested.Cancel();

    public void Dispose() => _closeRequested.Dispose();

    sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
