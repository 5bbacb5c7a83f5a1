using System.Diagnostics;
using Patchbay.Sockets;
using Patchbay.Sockets.Tests;
using Patchbay.TestSupport;

namespace Patchbay.Observation.Tests.Table;

/// <summary>Our table against that of ss(8), on several hundred sockets in a namespace of their own.</summary>
public sealed class SsTableTests(SsTableTests.Fixture fixture) : IClassFixture<SsTableTests.Fixture>
{
    public sealed class Fixture : IDisposable
    {
        internal ManySockets? Sockets { get; } = NetworkLab.Missing is null && Needs.Missing(["ss"]) is null ? new() : null;

        public void Dispose() => Sockets?.Dispose();
    }

    [LabFact("ss")]
    public void The_table_equals_that_of_ss_row_for_row()
    {
        var ours = Ours(new SocketQuery { Tables = SocketTables.All, Details = SocketDetails.Owners });
        var lines = ours.Select(SsOutput.Line).Order(StringComparer.Ordinal).ToList();
        var theirs = SsOutput.Normalize(Ss("-HtunaxwO0p"));
        Assert.True(theirs.Count >= 300, $"only {theirs.Count} rows");
        Assert.True(theirs.SequenceEqual(lines), $"ss only:\n{string.Join('\n', theirs.Except(lines))}\nours only:\n{string.Join('\n', lines.Except(theirs))}");
        Assert.Equal(
            [TcpState.Established, TcpState.SynSent, TcpState.SynReceived, TcpState.FinWait1, TcpState.FinWait2, TcpState.TimeWait, TcpState.CloseWait, TcpState.LastAck, TcpState.Listen],
            ours.Where(static row => row.Kind == SocketKind.Tcp).Select(static row => row.State).Distinct().Order());
    }

    string Ss(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", ["netns", "exec", fixture.Sockets!.Lab.Name("client"), "ss", .. arguments]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    List<SocketRow> Ours(SocketQuery query) => fixture.Sockets!.Lab.Inside("client", () => SocketTable.ReadAll(query).ToList());
}
