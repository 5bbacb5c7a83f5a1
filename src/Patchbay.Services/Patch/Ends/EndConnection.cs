using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Patchbay.Services.Patch;

/// <summary>An end that is no socket as a connection, for layers to be put on it: TLS through the stdin and stdout of a command.</summary>
sealed class EndConnection : ConnectionContext
{
    readonly PatchEnd _end;
    readonly CancellationTokenSource _closed = new();
    int _isDisposed;

    /// <param name="end">An end that speaks in a stream. Owned.</param>
    public EndConnection(PatchEnd end)
    {
        _end = end;
        ConnectionClosed = _closed.Token;
        Transport = new Duplex(PipeReader.Create(new EndStream(end, forOutput: false)), PipeWriter.Create(new EndStream(end, forOutput: true)));
    }

    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("N");

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        ArgumentNullException.ThrowIfNull(abortReason);
        _end.Abort(abortReason.Message);
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await _end.DisposeAsync();
            await _closed.CancelAsync();
            _closed.Dispose();
        }

        await base.DisposeAsync();
    }

    sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
