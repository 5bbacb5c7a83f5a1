using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests;

public class HappyEyeballsSchedulerTests
{
    static readonly IPAddress[] V6 = [IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::2"), IPAddress.Parse("2001:db8::3")];
    static readonly IPAddress[] V4 = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2")];

    readonly ManualTime _time = new();
    readonly HappyEyeballsScheduler _scheduler;

    public HappyEyeballsSchedulerTests() => _scheduler = new HappyEyeballsScheduler(new ConnectOptions(), _time);

    [Fact]
    public void It_waits_for_a_first_answer() => ExpectWait(null);

    [Fact]
    public void IPv6_is_tried_at_once_and_without_the_other_answer()
    {
        Answer6();

        ExpectStart(V6[0]);
        ExpectWait(250);
    }

    [Fact]
    public void IPv4_that_came_first_waits_50_ms_for_IPv6()
    {
        Answer4();

        ExpectWait(50);
        Advance(49);
        ExpectWait(1);
        Advance(1);
        ExpectStart(V4[0]);
    }

    [Fact]
    public void IPv6_that_comes_within_the_resolution_delay_goes_first()
    {
        Answer4();
        ExpectWait(50);
        Advance(30);
        Answer6();

        ExpectStart(V6[0]);
    }

    [Fact]
    public void An_empty_IPv6_answer_ends_the_resolution_delay()
    {
        Answer4();
        ExpectWait(50);
        _scheduler.Resolved(AddressFamily.InterNetworkV6, []);

        ExpectStart(V4[0]);
    }

    [Fact]
    public void The_families_alternate_beginning_with_IPv6_and_250_ms_apart()
    {
        Answer4();
        Answer6();

        foreach (var expected in new[] { V6[0], V4[0], V6[1], V4[1], V6[2] })
        {
            ExpectStart(expected);
            if (expected != V6[2])
            {
                ExpectWait(250);
                Advance(250);
            }
        }

        ExpectWait(null);
    }

    [Fact]
    public void Two_of_the_first_family_go_first_when_asked()
    {
        var scheduler = new HappyEyeballsScheduler(new ConnectOptions { FirstAddressFamilyCount = 2 }, _time);
        scheduler.Resolved(AddressFamily.InterNetwork, V4);
        scheduler.Resolved(AddressFamily.InterNetworkV6, V6);
        var started = new List<IPAddress>();
        for (var i = 0; i < 5; i++)
        {
            started.Add(scheduler.Next().Address!);
            Advance(250);
        }

        Assert.Equal([V6[0], V6[1], V4[0], V6[2], V4[1]], started);
    }

    [Fact]
    public void A_failure_starts_the_next_address_at_once()
    {
        Answer6();
        Answer4();
        ExpectStart(V6[0]);
        ExpectWait(250);
        Advance(10);
        _scheduler.Failed();

        ExpectStart(V4[0]);
        ExpectWait(250);
    }

    [Fact]
    public void IPv6_that_comes_after_IPv4_began_goes_next_and_the_delay_holds()
    {
        Answer4();
        Advance(50);
        ExpectStart(V4[0]);
        Answer6();

        ExpectWait(250);
        Advance(250);
        ExpectStart(V6[0]);
        Advance(250);
        ExpectStart(V4[1]);
    }

    [Fact]
    public void It_gives_up_when_both_answers_came_and_every_attempt_failed()
    {
        _scheduler.Resolved(AddressFamily.InterNetworkV6, V6[..1]);
        ExpectStart(V6[0]);
        _scheduler.Failed();
        ExpectWait(null);
        _scheduler.Resolved(AddressFamily.InterNetwork, []);

        Assert.Equal(HappyEyeballsStepKind.Exhausted, _scheduler.Next().Kind);
    }

    [Fact]
    public void It_does_not_give_up_while_an_attempt_runs()
    {
        _scheduler.Resolved(AddressFamily.InterNetworkV6, V6[..2]);
        _scheduler.Resolved(AddressFamily.InterNetwork, []);
        ExpectStart(V6[0]);
        Advance(250);
        ExpectStart(V6[1]);
        _scheduler.Failed();

        ExpectWait(null);
        _scheduler.Failed();
        Assert.Equal(HappyEyeballsStepKind.Exhausted, _scheduler.Next().Kind);
    }

    [Fact]
    public void An_address_is_tried_once_and_no_more_than_32_are()
    {
        var many = Enumerable.Range(0, 100).Select(i => IPAddress.Parse($"192.0.2.{i}")).ToArray();
        _scheduler.Resolved(AddressFamily.InterNetworkV6, []);
        _scheduler.Resolved(AddressFamily.InterNetwork, [.. many[..2], .. many]);
        var started = new HashSet<IPAddress>();
        while (_scheduler.Next() is { Kind: HappyEyeballsStepKind.Start } step)
        {
            Assert.True(started.Add(step.Address!));
            _scheduler.Failed();
        }

        Assert.Equal(HappyEyeballsScheduler.MaxAddresses, started.Count);
        Assert.Equal(HappyEyeballsStepKind.Exhausted, _scheduler.Next().Kind);
    }

    void Answer6() => _scheduler.Resolved(AddressFamily.InterNetworkV6, V6);

    void Answer4() => _scheduler.Resolved(AddressFamily.InterNetwork, V4);

    void Advance(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    void ExpectStart(IPAddress address) => Assert.Equal(HappyEyeballsStep.Start(address), _scheduler.Next());

    void ExpectWait(int? milliseconds) =>
        Assert.Equal(HappyEyeballsStep.Wait(milliseconds is { } limit ? TimeSpan.FromMilliseconds(limit) : null), _scheduler.Next());
}
