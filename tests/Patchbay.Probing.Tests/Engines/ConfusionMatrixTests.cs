namespace Patchbay.Probing.Tests.Engines;

/// <summary>What is found is what is there, for every kind of port, both families and each way of asking.</summary>
public class ConfusionMatrixTests
{
    public static TheoryData<ScanMethod> Methods => [ScanMethod.Connect, ScanMethod.Syn];

    [LabTheory]
    [MemberData(nameof(Methods))]
    public void Without_loss_every_port_is_what_it_is(ScanMethod method)
    {
        using var matrix = new FirewallMatrix(each: 10, loss: 0);
        var scan = Scan(matrix, method, new ScanTuning { Seed = 1 });
        var wrong = Wrong(matrix, scan, withReasons: true);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong) + "\n" + string.Join('\n', scan.Notices));
        Assert.All(scan.Findings.Where(static one => FirewallMatrix.HasReporter(one.Port)), static one => Assert.Equal(one.Host == 0 ? FirewallMatrix.Server4 : FirewallMatrix.Server6, $"{one.Reporter}"));
    }

    [LabTheory]
    [MemberData(nameof(Methods))]
    public void A_little_loss_makes_no_port_another(ScanMethod method) => Lossy(method, each: 6, loss: 5, right: 0.999);

    [NeedsTheory("root", "nft", "slow")]
    [MemberData(nameof(Methods))]
    public void At_5_percent_of_loss_999_of_1000_are_right(ScanMethod method) => Lossy(method, each: 200, loss: 5, right: 0.999);

    [NeedsTheory("root", "nft", "slow")]
    [MemberData(nameof(Methods))]
    public void At_20_percent_of_loss_99_of_100_are_right(ScanMethod method) => Lossy(method, each: 100, loss: 20, right: 0.99);

    static void Lossy(ScanMethod method, int each, int loss, double right)
    {
        using var matrix = new FirewallMatrix(each, loss);
        var scan = Scan(matrix, method, new ScanTuning { Seed = 2 });
        var wrong = Wrong(matrix, scan, withReasons: false);
        Assert.True(wrong.Count <= (1 - right) * 2 * matrix.Ports.Count, $"{wrong.Count} of {2 * matrix.Ports.Count}:\n" + string.Join('\n', wrong));

        // A port that never says anything is never said to be closed, whatever is lost.
        Assert.All(scan.Findings.Where(static one => FirewallMatrix.Truth(one.Port, false).Reason == ProbeReason.NoResponse), static one => Assert.NotEqual(PortState.Closed, one.State));
    }

    static RecordedScan Scan(FirewallMatrix matrix, ScanMethod method, ScanTuning tuning) => matrix.Lab.Inside("client", () =>
        new RecordedScan().Run(Engine(method), RecordedScan.Plan([FirewallMatrix.Server4, FirewallMatrix.Server6], matrix.Ports), tuning));

    static IScanEngine Engine(ScanMethod method) => method == ScanMethod.Connect ? new ConnectScanEngine() : new SynScanEngine();

    static List<string> Wrong(FirewallMatrix matrix, RecordedScan scan, bool withReasons)
    {
        var found = scan.ByPort();
        Assert.Equal(2 * matrix.Ports.Count, found.Count);
        return [.. found.Values
            .Where(one => FirewallMatrix.Truth(one.Port, one.Host == 1) is var truth && (one.State != truth.State || (withReasons && one.Reason != truth.Reason)))
            .Select(static one => $"{one} is {FirewallMatrix.Truth(one.Port, one.Host == 1)}")];
    }
}
