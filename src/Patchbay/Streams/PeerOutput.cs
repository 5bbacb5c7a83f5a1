namespace Patchbay;

/// <summary>Where the peer's bytes go: stdout as they are, or events with --json=lines.</summary>
static class PeerOutput
{
    /// <exception cref="UserError">One JSON document cannot hold a stream.</exception>
    public static Func<ReadOnlyMemory<byte>, ValueTask> For(Invocation invocation)
    {
        var (io, report) = (invocation.Io, invocation.Report);
        return report.Json switch
        {
            JsonMode.None => async bytes =>
            {
                await io.Output.WriteAsync(bytes);
                await io.Output.FlushAsync();
            }
            ,
            JsonMode.Lines => bytes =>
            {
                report.Event("received", new ReceivedData(bytes.Length, Convert.ToBase64String(bytes.Span)), ProgramJson.Default.JsonEnvelopeReceivedData);
                return ValueTask.CompletedTask;
            }
            ,
            _ => throw new UserError(ExitCode.Usage, "a stream is no JSON document", "Use --json=lines: each piece received is an event."),
        };
    }
}
