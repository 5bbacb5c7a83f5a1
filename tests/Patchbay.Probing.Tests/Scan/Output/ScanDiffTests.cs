using System.Collections.Immutable;

namespace Patchbay.Probing.Tests;

public class ScanDiffTests
{
    [Fact]
    public void The_same_result_differs_in_nothing() => Assert.Empty(ScanDiff.Compare(Samples.Report(Samples.Db(), Samples.Gone), Samples.Report(Samples.Db(), Samples.Gone)));

    [Fact]
    public void What_opened_closed_and_changed_is_told()
    {
        var before = Samples.Db(new PortResult(8080, PortState.Closed, ProbeReason.Reset, 1), new PortResult(8081, PortState.Open, ProbeReason.SynAck, 1));
        var after = Samples.Db(new PortResult(8080, PortState.Open, ProbeReason.SynAck, 1), new PortResult(8081, PortState.Filtered, ProbeReason.NoResponse, 1));
        after = after with
        {
            Ports = [.. after.Ports.Select(static port => port.Service is { } service ? port with { Service = service with { Version = "9" } } : port)],
            NotShown = [new PortGroup(PortState.Filtered, ProbeReason.NoResponse, [.. after.NotShown.SelectMany(static group => group.Ports)])],
        };
        Assert.Equal(
            """
            db (10.0.0.7)
             ~ 80/tcp http (TLS) nginx 9, was http (TLS) nginx 1.2/3
             + 8080/tcp open, was closed
             - 8081/tcp filtered, was open
             ~ 1000-1098,5000/tcp filtered, was closed

            """, ScanDiff.Format(ScanDiff.Compare(Samples.Report(before), Samples.Report(after)), udp: false));
    }

    [Fact]
    public void Hosts_that_came_and_went_are_told()
    {
        var up = Samples.Db();
        var down = up with { IsUp = false, Ports = [], NotShown = [] };
        Assert.Equal("db (10.0.0.7): is down now\n", ScanDiff.Format(ScanDiff.Compare(Samples.Report(up), Samples.Report(down)), udp: false));
        Assert.Equal("db (10.0.0.7): is up now\n + 22/tcp open\n + 80/tcp open\n", ScanDiff.Format(ScanDiff.Compare(Samples.Report(down), Samples.Report(up)), udp: false));
        Assert.Equal("db (10.0.0.7): was not asked now\n", ScanDiff.Format(ScanDiff.Compare(Samples.Report(up), Samples.Report()), udp: false));
        Assert.Empty(ScanDiff.Compare(Samples.Report(down), Samples.Report()));
    }

    [Fact]
    public void Ports_that_were_asked_once_are_counted_and_no_difference()
    {
        var more = Samples.Db(new PortResult(9, PortState.Closed, ProbeReason.Reset, 1));
        Assert.Empty(ScanDiff.Compare(Samples.Report(Samples.Db()), Samples.Report(more)));
        Assert.Equal(1, ScanDiff.CountAskedOnce(Samples.Report(Samples.Db()), Samples.Report(more)));
    }

    [Fact]
    public void Reality_is_as_expected_or_what_differs_is_told()
    {
        var report = Samples.Report(Samples.Db());
        Assert.Empty(ScanExpectation.Misses(report, [22, 80]));
        Assert.Equal(["db (10.0.0.7): 443 expected open, and is filtered (admin-prohibited)", "db (10.0.0.7): 9 expected open, and was not asked to the end", "db (10.0.0.7): 22 is open, and not expected: sshd (pid 12)"],
            ScanExpectation.Misses(report, [80, 443, 9]));
        Assert.Equal(2, ScanExpectation.Misses(report, []).Count);
        Assert.Equal(["fe80::9%3: 22 expected open, and the host is down (no-response)"], ScanExpectation.Misses(Samples.Report(Samples.Gone), [22]));
        Assert.Empty(ScanExpectation.Misses(Samples.Report(Samples.Gone), ImmutableArray<ushort>.Empty));
    }

    [Fact]
    public void A_forecast_knows_the_caps()
    {
        var plan = PortScanTests.Plan("8.8.8.8", "8.8.4.4");
        var forecast = ScanForecast.Of(new ScanRequest { Plan = plan }, publicHosts: 2);
        Assert.Equal((6, 18), (forecast.Probes, forecast.Most));
        Assert.Equal(200 * 94 * 8, forecast.BitsPerSecond);
        Assert.Equal(1000, ScanForecast.Of(new ScanRequest { Plan = plan, CapPublic = false, Tuning = new ScanTuning { Rate = 1000 } }, 2).BitsPerSecond / 94 / 8);
        Assert.True(forecast.Slowest > forecast.Fastest);
    }
}
