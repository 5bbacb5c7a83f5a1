using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Patchbay.Services.Rpc;

namespace Patchbay.Services.Tests.Rpc;

/// <summary>Two sides of ours over pipes of a socket's size.</summary>
sealed class RpcPair : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly Pipe _toLeft, _toRight;

    public RpcPair(RpcHandlers left, RpcHandlers right, RpcOptions? options = null, int room = 64 * 1024)
    {
        var pipe = new PipeOptions(pauseWriterThreshold: room, resumeWriterThreshold: room / 2, useSynchronizationContext: false);
        (_toLeft, _toRight) = (new Pipe(pipe), new Pipe(pipe));
        Left = new RpcConnection(Connection(_toLeft.Reader, _toRight.Writer), left, options);
        Right = new RpcConnection(Connection(_toRight.Reader, _toLeft.Writer), right, options);
    }

    public RpcConnection Left { get; }

    public RpcConnection Right { get; }

    public Task LeftRuns { get; private set; } = Task.CompletedTask;

    public Task RightRuns { get; private set; } = Task.CompletedTask;

    public RpcPair Start()
    {
        (LeftRuns, RightRuns) = (Left.RunAsync(_stop.Token), Right.RunAsync(_stop.Token));
        return this;
    }

    /// <summary>The left side sends no more.</summary>
    public ValueTask FinishLeftAsync() => _toRight.Writer.CompleteAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // Handlers that wait for ever end with their connection.
        Left.Abort(new OperationCanceledException("The test is over."));
        Right.Abort(new OperationCanceledException("The test is over."));
        await Task.WhenAll(LeftRuns, RightRuns).WaitAsync(ChildProcess.Limit);
        _stop.Dispose();
    }

    static DefaultConnectionContext Connection(PipeReader input, PipeWriter output) => new("test") { Transport = new Duplex(input, output) };

    sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
