using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Patchbay;

/// <summary>Any stream as a connection. Owns the stream.</summary>
sealed class StreamConnection : DefaultConnectionContext
{
    readonly Stream _stream;

    public StreamConnection(Stream stream)
    {
        _stream = stream;
        Transport = new Pipes(PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true)), PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)));
    }

    public override void Abort(ConnectionAbortedException abortReason) => _stream.Dispose();

    public override async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await base.DisposeAsync();
    }

    sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
