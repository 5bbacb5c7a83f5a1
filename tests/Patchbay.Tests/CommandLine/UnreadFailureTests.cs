namespace Patchbay.Tests.CommandLine;

public class UnreadFailureTests
{
    [Fact]
    public async Task A_failure_that_nobody_reads_as_JSON_is_still_an_exit_code_and_words()
    {
        using var error = new StringWriter();
        using var signals = new Signals();
        await using var left = new MemoryStream([], writable: false);
        await using var output = new LeftStream();
        var code = await App.RunAsync(["address", "tcp:host:99999", "--json"], new ProgramIo { Input = left, Output = output, Error = error }, signals);
        Assert.Equal(ExitCode.BadAddress, code);
        Assert.Contains("99999", error.ToString());
    }

    // Its reader has gone.
    sealed class LeftStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe");

        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("Broken pipe");
    }
}
