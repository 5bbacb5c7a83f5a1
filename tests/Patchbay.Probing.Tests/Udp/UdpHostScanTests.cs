namespace Patchbay.Probing.Tests.Udp;

public sealed class UdpHostScanTests
{
    const int Ports = 600;

    [Theory]
    [InlineData(50_000, 300, 1.15)]
    [InlineData(50_000, 20_000, 1.15)]
    [InlineData(50_000, 120_000, 1.25)]
    [InlineData(20_000, 1_000, 1.15)]
    [InlineData(100_000, 1_000, 1.15)]
    [InlineData(250_000, 5_000, 1.15)]
    [InlineData(1_000_000, 1_000, 1.15)]
    public void A_host_that_limits_its_answers_is_scanned_nearly_as_fast_as_it_answers(long interval, long roundTrip, double most)
    {
        foreach (var seed in Enumerable.Range(1, 8))
        {
            var host = new SimulatedUdpHost(Ports, static port => port % 50 == 0, interval, roundTrip, loss: 0, seed);
            var took = host.Run();
            Exact(host, static port => port % 50 == 0);
            var floor = (host.Closed.Count - AnswerLimit.Burst) * interval;
            Assert.True(took <= most * floor, $"{took / 1000} ms of {floor / 1000} ms at seed {seed}, {host.Sent} sent");
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Many_silent_ports_do_not_make_it_much_slower(int every)
    {
        foreach (var seed in Enumerable.Range(1, 8))
        {
            var host = new SimulatedUdpHost(Ports, port => port % every == 0, 50_000, 1_000, loss: 0, seed);
            var took = host.Run();
            Exact(host, port => port % every == 0);
            var floor = (host.Closed.Count - AnswerLimit.Burst) * 50_000;
            Assert.True(took <= 1.4 * floor, $"{took / 1000} ms of {floor / 1000} ms at seed {seed}, {host.Sent} sent");
        }
    }

    [Fact]
    public void A_host_without_a_limit_takes_some_round_trips()
    {
        var host = new SimulatedUdpHost(Ports, static _ => false, interval: 0, roundTrip: 10_000, loss: 0, seed: 1);
        var took = host.Run();
        Assert.Equal(Ports, host.Closed.Count);
        Assert.InRange(took, 10_000, 200_000);
        Assert.InRange(host.Sent, Ports, Ports * 1.2);
    }

    [Theory]
    [InlineData(0.05, 0, 0.999)]
    [InlineData(0.2, 0, 0.99)]
    [InlineData(0.05, 50_000, 0.999)]
    [InlineData(0.2, 50_000, 0.99)]
    public void With_loss_on_either_way_the_findings_stay_right(double loss, long interval, double right)
    {
        var (all, good) = (0, 0);
        foreach (var seed in Enumerable.Range(1, 10))
        {
            var host = new SimulatedUdpHost(Ports, static port => port % 20 == 0, interval, 2_000, loss, seed);
            host.Run();
            Assert.DoesNotContain(host.Closed, static port => port % 20 == 0);
            all += Ports;
            good += Ports - host.Silent.Count(static port => port % 20 != 0);
        }

        Assert.True(good >= right * all, $"{all - good} of {all} are wrong");
    }

    [Fact]
    public void Silence_costs_a_silent_host_its_tries_and_no_more()
    {
        var host = new SimulatedUdpHost(100, static _ => true, interval: 0, roundTrip: 1_000, loss: 0, seed: 1);
        host.Run(new ScanTuning { Retries = 1 });
        Assert.Equal(100, host.Silent.Count);
        Assert.Equal(200, host.Sent);
    }

    [Fact]
    public void A_host_that_answers_a_few_times_and_then_never_again_is_not_asked_for_ever()
    {
        const long Never = long.MaxValue / 4;
        var host = new SimulatedUdpHost(Ports, static _ => false, Never, roundTrip: 1_000, loss: 0, seed: 1);
        var took = host.Run();
        Assert.Equal(AnswerLimit.Burst, host.Closed.Count);
        Assert.Equal(Ports - AnswerLimit.Burst, host.Silent.Count);
        Assert.InRange(took, 0, 120_000_000);
    }

    [Fact]
    public void A_port_that_was_never_asked_is_not_believed_to_answer()
    {
        var scan = new UdpHostScan(10, new ScanTuning(), 100, isLocal: false, seed: 1);
        Assert.All(Enumerable.Range(0, 10), port => Assert.False(scan.Answered(port, 5, isIcmp: true, 1, out _)));
        Assert.Equal(10, scan.Left);
    }

    static void Exact(SimulatedUdpHost host, Func<int, bool> isSilent)
    {
        Assert.Equal(Enumerable.Range(0, Ports).Where(isSilent), host.Silent.Order());
        Assert.Equal(Enumerable.Range(0, Ports).Where(port => !isSilent(port)), host.Closed.Order());
    }
}
