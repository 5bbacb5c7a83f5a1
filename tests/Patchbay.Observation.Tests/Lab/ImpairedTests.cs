using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Observation.Tests.Lab;

[Collection(AloneCollection.Name)]
public class ImpairedTests
{
    static readonly Gen<Impairment> Impairments =
        from seed in Gen.Choose(0, 100_000) from loss in Gen.Choose(0, 100) from twice in Gen.Choose(0, 100) from late in Gen.Choose(0, 100) select new Impairment(seed, loss, twice, late);

    [Fact]
    public void A_plan_sends_on_what_it_does_not_lose_once_or_twice_and_never_early() => Prop.ForAll(Impairments.ToArbitrary(), static impairment =>
    {
        var plan = ImpairmentPlan.Draw(impairment, 100);
        var times = plan.Order.GroupBy(static number => number).ToDictionary(static same => same.Key, static same => same.Count());
        return Enumerable.Range(0, 100).All(number => times.GetValueOrDefault(number) == (plan.Lost.Contains(number) ? 0 : plan.Duplicated.Contains(number) ? 2 : 1))
            && plan.Emissions.Select(static (numbers, at) => numbers.All(number => number <= at && at <= number + Impairment.MostPlaces)).All(static isSo => isSo)
            && plan.Emissions.Count == 101;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_seed_does_the_same() =>
        Assert.Equal(ImpairmentPlan.Draw(new(7), 500).Order, ImpairmentPlan.Draw(new(7), 500).Order);

    [Fact]
    public void A_way_without_faults_changes_nothing() =>
        Assert.Equal(Enumerable.Range(0, 50), ImpairmentPlan.Draw(new(7, 0, 0, 0), 50).Order);

    [Fact]
    public void A_receiver_tells_lost_doubled_and_late_ones()
    {
        var report = ArrivalReport.Of(6, [0, 2, 1, 2, 5]);
        Assert.Equal([3, 4], report.Lost);
        Assert.Equal([2], report.Duplicated);
        Assert.Equal([1], report.Reordered);
        Assert.False(report.Agrees(ArrivalReport.Of(6, [0, 1, 2, 5])));
    }

    [NeedsTheory("linux")]
    [InlineData(1)]
    [InlineData(20)]
    public void The_receiver_sees_what_the_relay_did(int seed)
    {
        var passage = TcpVersusUdp.OverUdp(new(seed));
        Assert.True(passage.Relay.Agrees(passage.Receiver));
        Assert.True(passage.Receiver.Lost.Count > 5 && passage.Receiver.Duplicated.Count > 2 && passage.Receiver.Reordered.Count > 5);
        Assert.NotEqual(passage.SentDigest, passage.ReceivedDigest);
        Assert.Equal(TcpVersusUdp.Datagrams - passage.Relay.Lost.Count + passage.Relay.Duplicated.Count, passage.Arrivals);
    }

    [NeedsFact("linux")]
    public void Tcp_brings_the_same_bytes_in_other_pieces()
    {
        var passage = TcpVersusUdp.OverTcp(1);
        Assert.Equal(passage.SentDigest, passage.ReceivedDigest);
        Assert.True(passage.Reads != passage.Writes && passage.Pauses > 10);
    }

    [LabFact]
    public void Under_real_loss_tcp_repeats_and_udp_loses_what_the_firewall_dropped()
    {
        var passage = LossyNetwork.Run(1, 20);
        Assert.Equal(passage.Tcp.SentDigest, passage.Tcp.ReceivedDigest);
        Assert.True(passage is { Retransmits: > 0, TcpDropped: > 0 }, $"{passage}");
        Assert.Equal(passage.UdpSent - passage.UdpDropped, passage.UdpReceived);
        Assert.True(passage.UdpDropped > 0);
    }
}
