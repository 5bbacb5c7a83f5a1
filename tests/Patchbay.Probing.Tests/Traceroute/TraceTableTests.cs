using System.Net;
using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Probing.Tests.Traceroute;

public class TraceTableTests
{
    [Theory]
    [InlineData("the way as it should be", "0 send 1; 0 send 2; 0 send 3; 1 hop 0 1; 2 hop 1 2; 3 reach 2 3", "1:1 1/1 | 2:2 1/1 | 3:3 1/1 => Reached 3")]
    [InlineData("answers out of order", "0 send 1; 0 send 2; 0 send 3; 1 reach 2 3; 2 hop 1 2; 3 hop 0 1", "1:1 1/1 | 2:2 1/1 | 3:3 1/1 => Reached 3")]
    [InlineData("an answer that comes twice", "0 send 1; 1 hop 0 1; 2 hop 0 1", "1:1 1/1 twice 1 => Silent 1")]
    [InlineData("a silent hop between", "0 send 1; 0 send 2; 0 send 3; 1 hop 0 1; 3 reach 2 3; 200 wait", "1:1 1/1 | 2: 0/1 lost 1 | 3:3 1/1 => Reached 3")]
    [InlineData("an answer after the wait", "0 send 1; 150 wait; 160 hop 0 1", "1:1 1/1 late 1 => Silent 1")]
    [InlineData("an answer after the wait, twice", "0 send 1; 150 wait; 160 hop 0 1; 161 hop 0 1", "1:1 1/1 late 1 twice 1 => Silent 1")]
    [InlineData("nobody answers", "0 send 1; 0 send 2; 300 wait", "1: 0/1 lost 1 | 2: 0/1 lost 1 => Silent 0")]
    [InlineData("an answer to nothing", "0 send 1; 1 hop 7 1", "1: 0/1 => Silent 0")]
    [InlineData("probes that flew past the end", "0 send 1; 0 send 2; 0 send 3; 0 send 4; 1 reach 3 9; 2 reach 2 9; 3 reach 1 9; 4 hop 0 1", "1:1 1/1 | 2:9 1/1 => Reached 2")]
    [InlineData("the port is closed", "0 send 1; 0 send 2; 1 hop 0 1; 2 refuse 1 9", "1:1 1/1 | 2:9 1/1 => Refused 2")]
    [InlineData("a router that goes no further", "0 send 1; 0 send 2; 0 send 3; 1 hop 0 1; 2 stop 1 1; 200 wait", "1:1 1/1 | 2:1 1/1 => Unreachable 2")]
    [InlineData("two routers share a hop", "0 send 1; 1 hop 0 1; 2 send 1; 3 hop 1 2; 4 send 1; 5 hop 2 2", "1:2+1 3/3 => Silent 1")]
    [InlineData("two routers that send to one another", "0 send 1; 0 send 2; 0 send 3; 0 send 4; 0 send 5; 0 send 6; 1 hop 0 1; 1 hop 1 2; 1 hop 2 3; 1 hop 3 2; 1 hop 4 3; 1 hop 5 2", "1:1 1/1 | 2:2 1/1 | 3:3 1/1 | 4:2 1/1 => Loop 4")]
    [InlineData("a router that sends to itself", "0 send 1; 0 send 2; 0 send 3; 0 send 4; 1 hop 0 1; 1 hop 1 2; 1 hop 2 2; 1 hop 3 2", "1:1 1/1 | 2:2 1/1 | 3:2 1/1 => Loop 3")]
    [InlineData("a router twice is no loop yet", "0 send 1; 0 send 2; 0 send 3; 1 hop 0 1; 1 hop 1 2; 1 hop 2 1", "1:1 1/1 | 2:2 1/1 | 3:1 1/1 => Silent 3")]
    [InlineData("a loop with a silent router in it", "0 send 1; 0 send 2; 0 send 3; 0 send 4; 0 send 5; 1 hop 0 1; 1 hop 2 1; 1 hop 4 1", "1:1 1/1 | 2: 0/1 | 3:1 1/1 => Loop 3")]
    [InlineData("the same addresses, but the end is reached", "0 send 1; 0 send 2; 0 send 3; 0 send 4; 1 hop 0 1; 1 hop 1 1; 1 hop 2 1; 1 reach 3 9", "1:1 1/1 | 2:1 1/1 | 3:1 1/1 | 4:9 1/1 => Reached 4")]
    [InlineData("the end comes nearer", "0 send 3; 0 send 2; 1 reach 0 9; 2 reach 1 9", "2:9 1/1 => Reached 2")]
    public void A_trace_is_told_as_what_it_was(string what, string steps, string told) => Assert.Equal((what, told), (what, TraceScenario.Play(steps).Told));

    [Fact]
    public void The_times_are_those_of_all_answers_and_the_losses_stand_at_their_place()
    {
        var hop = TraceScenario.Play("0 send 1; 2 hop 0 1; 10 send 1; 200 wait; 210 send 1; 214 hop 2 1; 220 send 1; 229 hop 3 1").Table.Hops[0];
        Assert.Equal([2, null, 4, 9], hop.Times.Select(static time => time?.TotalMilliseconds));
        Assert.Equal((9, 2, 5, 9), (hop.Last!.Value.TotalMilliseconds, hop.Best!.Value.TotalMilliseconds, hop.Average!.Value.TotalMilliseconds, hop.Worst!.Value.TotalMilliseconds));
        Assert.Equal(Math.Sqrt(26.0 / 3), hop.Deviation!.Value.TotalMilliseconds, 3);
        Assert.Equal(0.25, hop.Loss);
    }

    [Fact]
    public void A_late_answer_takes_the_place_of_its_loss() =>
        Assert.Equal([150.0, 1], TraceScenario.Play("0 send 1; 120 send 1; 121 hop 1 1; 150 hop 0 1").Table.Hops[0].Times.Select(static time => time!.Value.TotalMilliseconds));

    [Fact]
    public void Sixteen_bits_find_the_latest_probe_that_ends_in_them()
    {
        var table = new TraceTable(1, 1, 1000);
        for (var i = 0; i < 70_000; i++)
        {
            table.Send(1, i);
            table.Expire(i + 1000);
        }

        Assert.Equal(69_999, table.ProbeOf((ushort)(69_999 & 0xFFFF)));
        Assert.Equal(65_536, table.ProbeOf(0));
        Assert.Equal(65_535, table.ProbeOf(0xFFFF));
    }

    [Fact]
    public void Whatever_comes_in_whatever_order_the_counts_add_up() =>
        Prop.ForAll<(byte Kind, byte Hop, byte Probe, byte From)[]>(static steps =>
        {
            var table = new TraceTable(1, 10, 5000);
            var now = 0L;
            foreach (var (kind, hop, probe, from) in steps ?? [])
            {
                now += 700;
                table.Expire(now);
                if (kind % 3 == 0)
                {
                    table.Send(1 + (hop % 10), now);
                }
                else
                {
                    table.Answered(probe % 40, new TraceReply((TraceReplyKind)(hop % 4), new IPAddress([10, 0, 0, (byte)(from % 5)]), 11), now);
                }
            }

            _ = table.End;
            var under = table.UnderWay;
            var hops = table.Hops;
            table.Expire(now + 10_000);
            return hops.All(static one => one.Received + one.Lost <= one.Sent && one.Responders.Sum(static responder => responder.Answers) == one.Received)
                && table.Hops.All(static one => one.Received + one.Lost == one.Sent) && table.UnderWay == 0 && under >= 0 && table.LastHop is >= 1 and <= 10;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Each_round_asks_every_hop_once_and_no_hop_behind_the_end()
    {
        var table = new TraceTable(1, 30, 1_000_000);
        var schedule = new TraceSchedule(new TraceOptions { Method = TraceMethod.Icmp, Rounds = 2, Parallel = 4, Interval = TimeSpan.Zero }, table);
        var asked = new List<int>();
        while (schedule.TryNext(0, out var hop, out _))
        {
            var probe = table.Send(hop, 0);
            asked.Add(hop);
            if (asked.Count >= 4)
            {
                // The fourth answers while four are under way; then all that are.
                table.Answered(probe, new TraceReply(hop >= 6 ? TraceReplyKind.Reached : TraceReplyKind.Hop, new IPAddress([10, 0, 0, (byte)hop])), 1);
            }
        }

        Assert.Equal([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6], asked.Concat(Rest(schedule, table)).ToArray());
    }

    static IEnumerable<int> Rest(TraceSchedule schedule, TraceTable table)
    {
        table.Expire(5_000_000);
        while (schedule.TryNext(6_000_000, out var hop, out _))
        {
            table.Send(hop, 6_000_000);
            table.Expire(60_000_000);
            yield return hop;
        }
    }
}
