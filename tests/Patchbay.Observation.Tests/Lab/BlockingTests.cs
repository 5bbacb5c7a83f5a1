using System.Net;
using System.Net.Sockets;

namespace Patchbay.Observation.Tests.Lab;

[Collection(AloneCollection.Name)]
public class BlockingTests
{
    [NeedsFact("linux")]
    public void Each_call_sleeps_until_what_it_waits_for()
    {
        var calls = BlockingExperiment.Run().ToDictionary(static call => call.Call);
        Assert.Equal(["accept", "connect", "recv", "send"], calls.Keys.Order());
        Assert.All(calls.Values, static call =>
        {
            Assert.True(call.Sleeping, $"{call}");
            Assert.True(call.Blocked >= TimeSpan.FromMilliseconds(150), $"{call}");
        });
        Assert.StartsWith("descriptor ", calls["accept"].Result);
        Assert.Equal(("5 bytes", "16777216 bytes"), (calls["recv"].Result, calls["send"].Result));
        Assert.StartsWith("SYN_SENT; queue 1 of 0", calls["connect"].Seen);
        Assert.Matches(@"^connected; SYNs sent again: [1-9]", calls["connect"].Result);
        // The SYN is repeated after a second, and not before.
        Assert.True(calls["connect"].Blocked > TimeSpan.FromMilliseconds(900), $"{calls["connect"]}");
    }

    [NeedsFact("linux")]
    public async Task A_server_for_one_lets_the_second_client_wait_and_a_server_for_many_does_not()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var iterative = Task.Run(() => { for (var i = 0; i < 2; i++) { Echo(listener.AcceptSocket()); } });
        var seen = SecondClientTrial.Run((IPEndPoint)listener.LocalEndpoint, holders: 1);
        Assert.Equal((false, true, 1), (seen.AnsweredBeside, seen.Answered, seen.QueueSeen));
        await iterative.WaitAsync(ChildProcess.Limit);
        var served = new List<Thread>();
        var accepting = Task.Run(() => { for (var i = 0; i < 2; i++) { var socket = listener.AcceptSocket(); served.Add(new Thread(() => Echo(socket))); served[^1].Start(); } });
        var beside = SecondClientTrial.Run((IPEndPoint)listener.LocalEndpoint, holders: 1);
        Assert.True(beside.Answered && (beside.AnsweredBeside || beside.QueueSeen == 1), $"{beside}");
        await accepting.WaitAsync(ChildProcess.Limit);
    }

    [Theory]
    [InlineData("7 (a b) c) S 1", "inet_csk_accept", true, "inet_csk_accept")]
    [InlineData("7 (x) S 1", "0", true, null)]
    [InlineData("7 (x) R 1", "0", false, null)]
    [InlineData("7 (x) S 1", "futex_wait_queue", true, "futex_wait_queue")]
    [InlineData("", "", false, null)]
    public void A_sleeping_thread_is_told_from_a_running_one(string stat, string wchan, bool sleeps, string? function)
    {
        var sleep = ThreadSleep.Parse(stat, wchan);
        Assert.Equal((sleeps, function), (sleep is not null, sleep?.Function));
        Assert.Equal(function?.StartsWith("futex", StringComparison.Ordinal) ?? false, sleep?.IsInLock ?? false);
    }

    static void Echo(Socket socket)
    {
        using (socket)
        {
            var buffer = new byte[64];
            while (socket.Receive(buffer) is > 0 and var count)
            {
                socket.Send(buffer.AsSpan(0, count));
            }
        }
    }
}
