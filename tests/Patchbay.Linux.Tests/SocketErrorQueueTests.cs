using System.Net;
using System.Net.Sockets;

namespace Patchbay.Linux.Tests;

public class SocketErrorQueueTests
{
    /// <summary>cmsghdr (IPPROTO_IP, IP_RECVERR), sock_extended_err of an ICMP 3/13, sockaddr_in of 10.9.1.2.</summary>
    static readonly byte[] Report =
    [
        48, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0,
        113, 0, 0, 0, 2, 3, 13, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        2, 0, 0, 0, 10, 9, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>A message of another kind (SO_TIMESTAMP) that stands before.</summary>
    static readonly byte[] Other = [20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 29, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0];

    [Fact]
    public void A_report_is_found_with_its_offender_also_behind_other_messages()
    {
        var expected = new ExtendedSocketError(113, SocketErrorOrigin.Icmp, 3, 13, IPAddress.Parse("10.9.1.2"));

        Assert.True(SocketErrorQueue.TryDecode(Report, out var error));
        Assert.Equal(expected, error);
        Assert.True(SocketErrorQueue.TryDecode([.. Other, .. Report], out error));
        Assert.Equal(expected, error);
        Assert.False(SocketErrorQueue.TryDecode(Other, out _));
    }

    [Fact]
    public void A_report_cut_anywhere_is_no_report_and_no_crash()
    {
        for (var length = 0; length < Report.Length; length++)
        {
            Assert.False(SocketErrorQueue.TryDecode(Report.AsSpan(0, length), out _), $"cut at {length}");
        }
    }

    [Fact]
    public void Any_bytes_decode_or_do_not_without_a_crash()
    {
        var random = new Random(7);
        var found = 0;
        for (var round = 0; round < 100_000; round++)
        {
            byte[] bytes = [.. Other, .. Report];
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            bytes[random.Next(Other.Length)] = (byte)random.Next(256);
            found += SocketErrorQueue.TryDecode(bytes, out _) ? 1 : 0;
        }

        Assert.InRange(found, 1, 99_999);
    }

    [Fact]
    public void An_empty_queue_and_a_closed_socket_have_no_report()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.True(SocketErrorQueue.TryEnable(socket));
        Assert.False(SocketErrorQueue.TryRead(socket.SafeHandle, out _));
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Equal(socket.LocalEndPoint, SocketName.Local(socket.SafeHandle));
        var handle = socket.SafeHandle;
        socket.Dispose();
        Assert.False(SocketErrorQueue.TryRead(handle, out _));
        Assert.Null(SocketName.Local(handle));
    }
}
