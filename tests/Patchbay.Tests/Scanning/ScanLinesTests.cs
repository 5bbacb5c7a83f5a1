using System.Net;
using System.Text;
using System.Text.Json;
using Patchbay.Probing;

namespace Patchbay.Tests.Scanning;

public class ScanLinesTests
{
    static readonly ScanHost Host = new(IPAddress.Parse("10.0.0.7"), "db");
    static readonly ScanHeader Header = new("patchbay scan db", DateTimeOffset.UnixEpoch, ScanMethod.Connect, "connect", 1, 3, null);

    [Fact]
    public void Each_write_is_whole_lines_that_a_pipe_takes_at_once()
    {
        using var output = new WriteSizes();
        var lines = new ScanLines(output, all: false);
        lines.Began(Header);
        for (ushort port = 1; port <= 500; port++)
        {
            lines.Found(Host, new PortFinding(0, port, PortState.Open, ProbeReason.SynAck, 1));
        }

        Assert.Empty(output.Writes);
        lines.Flush();
        Assert.All(output.Writes, static write => Assert.True(write.Length <= 4096 && write[^1] == '\n'));
        var events = string.Concat(output.Writes.Select(Encoding.UTF8.GetString)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()).ToList();
        Assert.Equal(["begin", .. Enumerable.Repeat("port", 500)], events);
    }

    [Fact]
    public void A_line_that_is_too_long_for_that_is_written_alone()
    {
        using var output = new WriteSizes();
        var lines = new ScanLines(output, all: false);
        lines.Notice(new string('x', 10_000));
        lines.Notice("short");
        lines.Flush();
        Assert.Equal(2, output.Writes.Count);
        Assert.All(output.Writes, static write => JsonDocument.Parse(write));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public void Closed_and_filtered_ports_are_lines_only_when_all_are_wanted(bool all, int count)
    {
        using var output = new WriteSizes();
        var lines = new ScanLines(output, all);
        lines.Began(Header);
        lines.Flush();
        output.Writes.Clear();
        lines.Found(Host, new PortFinding(0, 1, PortState.Open, ProbeReason.SynAck, 1));
        lines.Found(Host, new PortFinding(0, 2, PortState.Closed, ProbeReason.Reset, 1));
        lines.Found(Host, new PortFinding(0, 3, PortState.Filtered, ProbeReason.NoResponse, 3));
        lines.Flush();
        Assert.Equal(count, output.Writes.Sum(static write => write.Count(static one => one == '\n')));
    }

    sealed class WriteSizes : MemoryStream
    {
        public List<byte[]> Writes { get; } = [];

        public override void Write(ReadOnlySpan<byte> buffer) => Writes.Add(buffer.ToArray());
    }
}
