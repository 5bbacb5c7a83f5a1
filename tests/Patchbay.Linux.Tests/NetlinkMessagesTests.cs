using Patchbay.Linux.Netlink;

namespace Patchbay.Linux.Tests;

public class NetlinkMessagesTests
{
    const ushort Noop = 1, Error = 2, Done = 3, Row = 20;
    const ushort Multi = 2, Disturbed = 0x10;

    [Fact]
    public void Rows_come_until_the_end_of_a_datagram_and_of_the_answer()
    {
        var messages = new NetlinkMessages("list");
        Assert.Equal([1, 2], Rows(messages, [.. Message(Row, Multi, 1), .. Message(Noop, Multi, 9), .. Message(Row, Multi, 2)]));
        Assert.False(messages.IsOver);
        Assert.Equal([3], Rows(messages, [.. Message(Row, Multi, 3), .. Message(Done, Multi, 0), .. Message(Row, Multi, 4)]));
        Assert.True(messages.IsOver);
        Assert.False(messages.WasDisturbed);
    }

    [Theory]
    [InlineData(Multi | Disturbed, Multi)]
    [InlineData(Multi, Multi | Disturbed)]
    public void A_table_that_changed_while_it_was_read_is_told_by_a_row_or_by_the_end(int row, int end)
    {
        var messages = new NetlinkMessages("list");
        Assert.Equal([7], Rows(messages, [.. Message(Row, row, 7), .. Message(Done, end, 0)]));
        Assert.True(messages.WasDisturbed);
    }

    [Theory]
    [InlineData(Done)]
    [InlineData(Error)]
    public void An_error_at_the_end_is_thrown(ushort type)
    {
        var messages = new NetlinkMessages("list the TCP sockets");
        var error = Assert.Throws<NetlinkException>(() => Rows(messages, Message(type, 0, -Errno.ENOENT)));
        Assert.Equal(("list the TCP sockets", Errno.ENOENT), (error.Operation, error.Errno));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(21)]
    [InlineData(-1)]
    public void A_length_that_cannot_be_is_an_error_and_no_endless_walk(int length)
    {
        var message = Message(Row, Multi, 1);
        BitConverter.TryWriteBytes(message, length);
        Assert.Equal(Errno.EPROTO, Assert.Throws<NetlinkException>(() => Rows(new NetlinkMessages("list"), message)).Errno);
    }

    [Fact]
    public void Whatever_comes_ends_in_rows_or_in_an_error()
    {
        var random = new Random(20);
        for (var i = 0; i < 20_000; i++)
        {
            var datagram = new byte[random.Next(100)];
            random.NextBytes(datagram);
            if (datagram.Length > 3 && i % 2 == 0)
            {
                BitConverter.TryWriteBytes(datagram, random.Next(datagram.Length + 8));
            }

            try
            {
                var messages = new NetlinkMessages("list");
                messages.Feed(datagram, datagram.Length);
                while (messages.MoveNext())
                {
                    var attributes = new NetlinkAttributes(messages.Row);
                    while (attributes.MoveNext())
                    {
                        _ = attributes.Value.Length + attributes.Text.Length + (long)attributes.Number;
                    }
                }
            }
            catch (NetlinkException)
            {
            }
        }
    }

    static List<int> Rows(NetlinkMessages messages, byte[] datagram)
    {
        var rows = new List<int>();
        messages.Feed(datagram, datagram.Length);
        while (messages.MoveNext())
        {
            rows.Add(BitConverter.ToInt32(messages.Row));
        }

        return rows;
    }

    // struct nlmsghdr (length, type, flags, sequence, port) and a number.
    static byte[] Message(ushort type, int flags, int value) =>
        [20, 0, 0, 0, (byte)type, 0, (byte)flags, 0, 1, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(value)];
}
