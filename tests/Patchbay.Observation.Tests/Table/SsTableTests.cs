using System.Diagnostics;
using FsCheck.Fluent;
using Patchbay.Linux.Netlink;
using Patchbay.Observation.Tests.Filter;
using Patchbay.Sockets;

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

    [LabTheory]
    [InlineData("state established")]
    [InlineData("state connected exclude established")]
    [InlineData("sport = :7001 or dport = :7001")]
    [InlineData("dport > :7002 and sport < :60000")]
    [InlineData("dst 127.0.0.0/8")]
    [InlineData("not dst 127.0.0.0/8")]
    [InlineData("src [::1]")]
    [InlineData("state fin-wait-2 and ( dst 127.0.0.1 or dst [::1] )")]
    [InlineData("state synchronized and not ( sport = :7002 or dport = :7002 ) and dst 127.0.0.1")]
    [InlineData("dst 10.77.1.1:7100")]
    public void A_filter_finds_what_ss_finds(string filter)
    {
        var ours = Ours(new SocketQuery { Tables = SocketTables.Tcp | SocketTables.Udp, Filter = SocketFilter.Parse(filter, new SystemFilterNames()) });
        // ss has no "and" behind a state, and leaves the column of states out when there is only one.
        var theirs = SsOutput.Normalize(Ss(["-HtunaO", .. filter.Replace(" and not", " not").Replace("2 and", "2").Split(' ')]));
        Assert.NotEmpty(theirs);
        var hasState = !char.IsAsciiDigit(theirs[0].Split(' ')[1][0]);
        Assert.Equal(theirs, ours.Select(row => hasState ? SsOutput.Line(row) : SsOutput.LineWithoutState(row)).Order(StringComparer.Ordinal));
    }

    [LabFact]
    public void Autobound_is_what_connected_without_a_bind()
    {
        var found = Ours(new SocketQuery { Tables = SocketTables.Tcp, Filter = SocketFilter.Parse("autobound", new SystemFilterNames()) });
        var others = Ours(new SocketQuery { Tables = SocketTables.Tcp, Filter = SocketFilter.Parse("not autobound", new SystemFilterNames()) });
        Assert.Contains(found, static row => row.Remote.Port == 7100);
        Assert.DoesNotContain(found, static row => row.IsListener);
        Assert.True(others.Count(static row => row.IsListener) >= 6);
    }

    [LabFact]
    public void The_kernels_filter_finds_what_ours_finds()
    {
        var all = Ours(new SocketQuery { Tables = SocketTables.Tcp | SocketTables.Udp });
        var (exact, found) = (0, 0);
        foreach (var term in FilterGenerators.Term(FilterGenerators.Leaf, 4).Sample(600))
        {
            var filter = new SocketFilter(term);
            var expected = all.Where(filter.Matches).Select(SsOutput.Line).Order(StringComparer.Ordinal).ToList();
            var query = new SocketQuery { Tables = SocketTables.Tcp | SocketTables.Udp, Filter = filter };
            var ours = Ours(query).Select(SsOutput.Line).Order(StringComparer.Ordinal).ToList();
            if (!expected.SequenceEqual(ours))
            {
                // TIME-WAIT ends after a minute: what is gone from the table is no difference of the filters.
                all = Ours(new SocketQuery { Tables = SocketTables.Tcp | SocketTables.Udp });
                expected = all.Where(filter.Matches).Select(SsOutput.Line).Order(StringComparer.Ordinal).ToList();
                ours = Ours(query).Select(SsOutput.Line).Order(StringComparer.Ordinal).ToList();
            }

            Assert.True(expected.SequenceEqual(ours), $"{FilterText.Of(term)}\nmissing:\n{string.Join('\n', expected.Except(ours))}\ntoo many:\n{string.Join('\n', ours.Except(expected))}");
            found += expected.Count > 0 && expected.Count < all.Count ? 1 : 0;
            if (filter is { IsExact: true } && filter.Compile() is { } code)
            {
                exact++;
                Assert.True(expected.SequenceEqual(Raw(code).Order(StringComparer.Ordinal)), "kernel alone: " + FilterText.Of(term));
            }
        }

        Assert.True(exact > 20 && found > 100, $"{exact} exact, {found} that part the table");
    }

    // What the kernel lets through, unseen by our own evaluation.
    List<string> Raw(InetDiagBytecode code) => fixture.Sockets!.Lab.Inside("client", () =>
    {
        var lines = new List<string>();
        foreach (var (protocol, family) in new[] { (InetDiagQuery.Tcp, (byte)0), (InetDiagQuery.Udp, InetDiagQuery.IPv4), (InetDiagQuery.Udp, InetDiagQuery.IPv6) })
        {
            using var source = new InetRowSource(new InetDiagQuery { Family = family, Protocol = protocol, Bytecode = code.Code });
            var row = new SocketRow();
            while (source.Read(row))
            {
                lines.Add(SsOutput.Line(row));
            }
        }

        return lines;
    });

    [LabFact]
    public void Tcp_information_is_that_of_ss()
    {
        var ours = Ours(new SocketQuery { Tables = SocketTables.Tcp, Details = SocketDetails.TcpInfo | SocketDetails.Memory, Filter = SocketFilter.Parse("state established dport = 7001", new SystemFilterNames()) });
        var theirs = Ss("-HtaniO", "-m", "state", "established", "dport", "=", ":7001").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(theirs.Length, ours.Count);
        foreach (var row in ours)
        {
            var line = Assert.Single(theirs, line => line.Contains($":{row.Local.Port} ", StringComparison.Ordinal));
            var tcp = Assert.NotNull(row.Tcp);
            Assert.Contains(FormattableString.Invariant($" rtt:{tcp.RoundTrip / 1000.0:0.###}/{tcp.RoundTripVariation / 1000.0:0.###} "), line);
            Assert.Contains($" cwnd:{tcp.CongestionWindow} ", line);
            Assert.Contains($" {row.Congestion} ", line);
            Assert.Contains($" mss:{tcp.SendMss} ", line);
            Assert.Contains($" segs_in:{tcp.SegmentsReceived} ", line);
            Assert.Equal(tcp.BytesSent > 0, line.Contains($" bytes_sent:{tcp.BytesSent} ", StringComparison.Ordinal));
            Assert.Contains($" minrtt:{FormattableString.Invariant($"{tcp.MinimalRoundTrip / 1000.0:0.###}")}", line);
            Assert.Contains($",rb{row.Memory!.Value.ReceiveLimit},", line);
        }
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
