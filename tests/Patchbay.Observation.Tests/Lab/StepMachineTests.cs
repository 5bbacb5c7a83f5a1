namespace Patchbay.Observation.Tests.Lab;

[Collection(AloneCollection.Name)]
public sealed class StepMachineTests : IDisposable
{
    readonly StepMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [NeedsFact("linux")]
    public void A_server_and_a_client_go_through_their_lives_call_by_call()
    {
        Assert.Equal("CLOSED", State(Run("a = socket tcp"), "a"));
        Assert.Equal("CLOSED (bound)", State(Run("bind a 127.0.0.1:0"), "a"));
        Assert.Equal(("LISTEN", 5), Run("listen a 5").Glances[0] is var listener ? (listener.State, listener.Unacknowledged) : default);
        Run("c = socket tcp");
        var connected = Run("connect c a wait 10s");
        Assert.Equal(("LISTEN", 1), (State(connected, "a"), Glance(connected, "a").Unread));
        Assert.Equal("ESTABLISHED", State(connected, "c"));
        var accepted = Run("b = accept a wait 10s");
        Assert.Equal(("ESTABLISHED", 0), (State(accepted, "b"), Glance(accepted, "a").Unread));
        Assert.Equal(Glance(accepted, "c").Local, Glance(accepted, "b").Remote);
        Run("send c \"hello\\n\"");
        Assert.Contains("6 bytes: \"hello\\n\"", Run("recv b wait 10s").Result);
        Run("send b \"hi\"");
        Assert.Contains("2 bytes: \"hi\"", Run("recv c wait 10s").Result);
        Run("shutdown c write");
        Assert.Contains("the peer has sent FIN", Run("recv b wait 10s").Result);
        Assert.Equal("CLOSE_WAIT", State(Run("show"), "b"));
        Run("close b");
        Assert.Contains("FIN", Run("recv c wait 10s").Result);
        // The side that closed first keeps it, with no program.
        var last = Run("close c");
        Assert.Equal("TIME_WAIT", State(last, "c"));
        Assert.True(Glance(last, "c") is { IsOrphan: true, Timer: > 0, Descriptor: null });
    }

    [NeedsFact("linux")]
    public void A_call_that_would_block_says_on_what_and_can_be_waited_for()
    {
        Run("a = socket tcp");
        Run("bind a 127.0.0.1:0");
        Run("listen a");
        var blocked = Run("b = accept a");
        Assert.True(blocked.WouldBlock);
        Assert.Equal("would block: no connection waits in the queue", blocked.Result);
        Run("c = socket tcp");
        Run("connect c a wait 10s");
        Assert.Throws<StepFormatException>(() => Run("wait 1s"));
        Assert.False(Run("b = accept a wait 10s").WouldBlock);
        var empty = Run("recv c");
        Assert.Equal("would block: the receive buffer is empty and the peer has not ended", empty.Result);
        var waited = Run("wait 50ms");
        Assert.True(waited.WouldBlock);
        var full = Run("send c 16777216");
        Assert.Contains("the buffer took no more", full.Result);
        Assert.True(Run("send c 1000").WouldBlock);
    }

    [NeedsFact("linux")]
    public async Task A_wait_can_be_given_up()
    {
        Run("a = socket tcp");
        Run("bind a 127.0.0.1:0");
        Run("listen a");
        using var stop = new CancellationTokenSource();
        var waiting = Task.Run(() => _machine.Run(StepParser.Parse("b = accept a wait 1m")!, stop.Token));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(ChildProcess.Limit));
        // A listener that nobody bound takes any port of every address.
        Run("w = socket tcp");
        Assert.Contains("every address of this machine", Run("listen w").Result);
    }

    [NeedsFact("linux")]
    public void Errors_are_told_in_words_with_their_name()
    {
        Run("a = socket tcp");
        Assert.StartsWith("EADDRNOTAVAIL: no interface has this address", Run("bind a 192.0.2.1:0").Result);
        Assert.StartsWith("ENOTCONN: it was never connected", Run("recv a").Result);
        Run("bind a 127.0.0.1:0");
        Run("b = socket tcp");
        // Bound, and nobody listens.
        var refused = Run("connect b a wait 10s");
        Assert.Equal(("ECONNREFUSED: RST came back: nobody listens on that address and port", 111), (refused.Result, refused.Errno));
        Assert.StartsWith("EINVAL: the socket does not listen", Run("x = accept a").Result);
        Run("u = socket udp");
        Assert.StartsWith("EOPNOTSUPP: only stream sockets listen", Run("listen u").Result);
        Assert.StartsWith("EDESTADDRREQ", Run("send u \"x\"").Result);
        Assert.StartsWith("ENOPROTOOPT", Run("getsockopt u TCP_NODELAY").Result);
        Assert.Throws<StepFormatException>(() => Run("close nobody"));
        Assert.Throws<StepFormatException>(() => Run("a = socket tcp"));
    }

    [NeedsFact("linux")]
    public void Datagrams_carry_their_sender()
    {
        Run("u = socket udp");
        var bound = Run("bind u 127.0.0.1:0");
        Run("v = socket udp");
        Run("sendto v u \"hello\"");
        var got = Run("recvfrom u wait 10s");
        Assert.Contains($"5 bytes: \"hello\" from {Glance(got, "v").Local!.Port}", got.Result.Replace("0.0.0.0:", "", StringComparison.Ordinal).Replace("127.0.0.1:", "", StringComparison.Ordinal));
        Assert.Equal("BOUND", State(bound, "u"));
    }

    [NeedsFact("linux")]
    public void Every_descriptor_comes_back()
    {
        var before = Directory.GetFiles("/proc/self/fd").Length;
        for (var i = 0; i < 20; i++)
        {
            using var machine = new StepMachine();
            foreach (var line in new[] { "a = socket tcp", "bind a 127.0.0.1:0", "listen a", "c = socket tcp", "connect c a wait 10s", "b = accept a wait 10s" })
            {
                machine.Run(StepParser.Parse(line)!);
            }
        }

        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, before + 10);
    }

    [NeedsFact("linux")]
    public void Whatever_is_called_in_whatever_order_is_answered()
    {
        string[] calls =
        [
            "{0} = socket tcp", "{0} = socket udp", "{0} = socket tcp6", "bind {0} 127.0.0.1:0", "bind {0} [::1]:0", "listen {0} 1", "{1} = accept {0} wait 1ms", "connect {0} {1} wait 1ms", "send {0} 70000 wait 1ms",
            "send {0} \"x\" wait 1ms", "sendto {0} {1} \"y\" wait 1ms", "recv {0} 10 wait 1ms", "recvfrom {0} 0 wait 1ms", "shutdown {0} write", "shutdown {0} read", "close {0}", "sockname {0}", "peername {0}",
            "getsockopt {0} SO_ERROR", "setsockopt {0} SO_LINGER 0", "setsockopt {0} SO_RCVBUF 2048", "setsockopt {0} TCP_NODELAY 7", "wait 1ms", "show", "help",
        ];
        string[] names = ["a", "b", "c", "d"];
        var random = new Random(11);
        var before = Directory.GetFiles("/proc/self/fd").Length;
        var (made, refused) = (0, 0);
        for (var i = 0; i < 600; i++)
        {
            var line = string.Format(System.Globalization.CultureInfo.InvariantCulture, calls[random.Next(calls.Length)], names[random.Next(4)], names[random.Next(4)]);
            try
            {
                var outcome = Run(line);
                Assert.True(outcome.Errno >= 0 && !outcome.Result.StartsWith("errno", StringComparison.Ordinal), $"{line}: {outcome.Result}");
                made++;
            }
            catch (StepFormatException)
            {
                refused++;
            }
        }

        Assert.True(made > 150 && refused > 50, $"{made} made, {refused} refused");
        _machine.Dispose();
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, before + 10);
    }

    [Fact]
    public void Help_has_every_call_and_tells_of_one()
    {
        Assert.Equal(Enum.GetValues<StepVerb>().Order(), StepHelp.Calls.Select(static call => call.Verb).Order());
        Assert.Contains("local address", StepHelp.Lines("bind")[1]);
    }

    StepOutcome Run(string line) => _machine.Run(StepParser.Parse(line)!);

    static SocketGlance Glance(StepOutcome outcome, string name) => outcome.Glances.Single(glance => glance.Name == name);

    static string State(StepOutcome outcome, string name) => Glance(outcome, name).State;
}
