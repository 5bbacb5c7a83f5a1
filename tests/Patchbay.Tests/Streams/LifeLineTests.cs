using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Tests.Streams;

public class LifeLineTests
{
    static readonly IPEndPoint Local = new(IPAddress.Loopback, 50320), Remote = new(IPAddress.Loopback, 7007);

    [Fact]
    public void The_port_is_told_once_with_the_step_that_lends_it()
    {
        var life = new LifeLine("32768-60999");
        Assert.DoesNotContain("50320", Tell(life, SocketStep.Created, local: null));
        Assert.DoesNotContain("lent", Tell(life, SocketStep.Connecting, local: null));
        Assert.Contains("lent port 50320 out of 32768-60999 at connect()", Tell(life, SocketStep.Connected));
        Assert.DoesNotContain("50320", Tell(life, SocketStep.Sent));
    }

    [Fact]
    public void Whoever_finished_first_keeps_TIME_WAIT()
    {
        var ours = new LifeLine(null);
        Tell(ours, SocketStep.WeFinished);
        Tell(ours, SocketStep.PeerFinished);
        Assert.Contains("this side keeps TIME_WAIT", Tell(ours, SocketStep.Closed));

        var theirs = new LifeLine(null);
        Tell(theirs, SocketStep.PeerFinished);
        Tell(theirs, SocketStep.WeFinished);
        Assert.Contains("The peer sent the first FIN, so it keeps TIME_WAIT", Tell(theirs, SocketStep.Closed));
    }

    [Theory]
    [InlineData(SocketStep.ResetByPeer)]
    [InlineData(SocketStep.Aborted)]
    public void After_a_reset_nobody_keeps_TIME_WAIT(SocketStep reset)
    {
        var life = new LifeLine(null);
        Tell(life, SocketStep.WeFinished);
        Tell(life, reset);
        Assert.Contains("nobody keeps TIME_WAIT", Tell(life, SocketStep.Closed));
    }

    [Fact]
    public void A_connection_that_never_was_leaves_no_TIME_WAIT()
    {
        var life = new LifeLine(null);
        Tell(life, SocketStep.ConnectFailed);
        Assert.Contains("nobody keeps TIME_WAIT", Tell(life, SocketStep.Closed));
    }

    [Fact]
    public void A_Unix_socket_has_no_TCP_states()
    {
        var life = new LifeLine(null);
        var tuple = new FiveTuple(ProtocolType.Unspecified, null, new UnixDomainSocketEndPoint("/run/x"));
        foreach (var step in new[] { SocketStep.Created, SocketStep.Connecting, SocketStep.WeFinished, SocketStep.PeerFinished, SocketStep.Closed })
        {
            var (_, text) = life.Tell(new SocketEvent(step, 0, 1, 5, tuple));
            Assert.DoesNotContain("TCP", text);
            Assert.DoesNotContain("FIN", text);
            Assert.DoesNotContain("TIME_WAIT", text);
        }
    }

    [Fact]
    public void Every_step_has_words() =>
        Assert.All(Enum.GetValues<SocketStep>(), static step => Assert.False(string.IsNullOrEmpty(new LifeLine(null).Tell(Event(step, Local) with { Note = "note" }).Text)));

    static string Tell(LifeLine life, SocketStep step) => Tell(life, step, Local);

    static string Tell(LifeLine life, SocketStep step, IPEndPoint? local) => life.Tell(Event(step, local)).Text;

    static SocketEvent Event(SocketStep step, IPEndPoint? local) => new(step, 0, 1, 5, new FiveTuple(ProtocolType.Tcp, local, Remote));
}
