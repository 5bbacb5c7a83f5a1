using System.Buffers;
using System.Net;
using System.Text;
using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Patch;

public class OwnMessagesTests
{
    static readonly IPEndPoint Us = new(IPAddress.Loopback, 5000);
    readonly OwnMessages _own = new(Us);

    [Fact]
    public void What_we_sent_comes_back_once_and_the_same_words_of_another_member_are_heard()
    {
        Send("hello");
        Assert.True(Take("hello", Us));
        Assert.False(Take("hello", Us));
    }

    [Fact]
    public void What_was_sent_twice_comes_back_twice()
    {
        Send("hello");
        Send("hello");
        Assert.Equal([true, true, false], new[] { Take("hello", Us), Take("hello", Us), Take("hello", Us) });
    }

    [Fact]
    public void Other_words_and_other_sources_are_heard()
    {
        Send("hello");
        Assert.False(Take("good bye", Us));
        Assert.False(Take("hello", new IPEndPoint(Us.Address, 5001)));
        Assert.False(Take("hello", new IPEndPoint(IPAddress.Parse("192.0.2.1"), 5000)));
        Assert.False(Take("hello", null));
        Assert.True(Take("hello", Us));
    }

    [Fact]
    public void A_message_that_is_in_several_pieces_is_the_same_message()
    {
        var first = new Piece("hel"u8.ToArray(), null);
        var last = new Piece("lo"u8.ToArray(), first);
        _own.Sent(new ReadOnlySequence<byte>(first, 0, last, 2));
        Assert.True(Take("hello", Us));
    }

    [Fact]
    public void What_never_comes_back_is_forgotten()
    {
        Send("lost");
        for (var i = 0; i < 1024; i++)
        {
            Send($"{i}");
        }

        Assert.False(Take("lost", Us));
        Assert.True(Take("0", Us));
    }

    [Fact]
    public void An_IPv6_source_is_the_same_with_and_without_its_interface()
    {
        var own = new OwnMessages(new IPEndPoint(IPAddress.Parse("fe80::1%2"), 5000));
        own.Sent(new ReadOnlySequence<byte>("hello"u8.ToArray()));
        Assert.True(own.Take("hello"u8, new IPEndPoint(IPAddress.Parse("fe80::1"), 5000)));
    }

    void Send(string text) => _own.Sent(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(text)));

    bool Take(string text, EndPoint? peer) => _own.Take(Encoding.ASCII.GetBytes(text), peer);

    sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes, Piece? before)
        {
            Memory = bytes;
            if (before is not null)
            {
                before.Next = this;
                RunningIndex = before.RunningIndex + before.Memory.Length;
            }
        }
    }
}
