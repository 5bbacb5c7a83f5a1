using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Tests.Streams;

public class PeerNoteMatcherTests
{
    static readonly IPEndPoint Ours = new(IPAddress.Loopback, 50000), Theirs = new(IPAddress.Loopback, 7007);

    [Fact]
    public void A_note_on_the_other_end_of_our_socket_is_ours_and_one_on_another_client_is_not()
    {
        var matcher = new PeerNoteMatcher();
        Assert.Empty(matcher.Saw(Step(3, null)));
        Assert.Empty(matcher.Saw(Step(3, Ours)));
        Assert.Equal((3L, "hello"), Single(matcher.Heard(Note("127.0.0.1:50000", "hello"))));
        Assert.Empty(matcher.Heard(Note("127.0.0.1:50001", "other")));
    }

    [Fact]
    public void A_note_that_comes_before_our_ends_are_known_is_told_once_they_are()
    {
        var matcher = new PeerNoteMatcher();
        Assert.Empty(matcher.Heard(Note("127.0.0.1:50000", "first")));
        Assert.Empty(matcher.Heard(Note("127.0.0.1:50001", "other")));
        Assert.Equal((9L, "first"), Single(matcher.Saw(Step(9, Ours))));
        Assert.Empty(matcher.Saw(Step(9, Ours)));
    }

    [Fact]
    public void What_matches_nothing_is_kept_in_a_bounded_number()
    {
        var matcher = new PeerNoteMatcher();
        matcher.Heard(Note("127.0.0.1:50000", "old"));
        for (var i = 0; i < 1000; i++)
        {
            matcher.Heard(Note("127.0.0.1:1", "other"));
        }

        Assert.Empty(matcher.Saw(Step(1, Ours)));
    }

    static (long, string) Single(IReadOnlyList<(long Socket, PeerNote Note)> found) => Assert.Single(found) is var (socket, note) ? (socket, note.Words) : default;

    static PeerNote Note(string remote, string words) => new("echo", "127.0.0.1:7007", remote, 0, words);

    static SocketEvent Step(long socket, IPEndPoint? local) => new(SocketStep.Connected, 0, socket, -1, new FiveTuple(ProtocolType.Tcp, local, Theirs));
}
