using System.Buffers.Binary;
using System.Security.Cryptography;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Probing;

/// <summary>Sends ICMP echo requests to many hosts of one family and reads what comes back, through a ping socket where we may, else through a raw one. For one thread.</summary>
sealed class EchoSocket : IDisposable
{
    const int SOCK_DGRAM = 2;
    const int SOCK_RAW = 3;
    const int IPPROTO_ICMP = 1;
    const int IPPROTO_ICMPV6 = 58;
    const int SOL_RAW = 255;
    const int ICMP_FILTER = 1;

    /// <summary>Bytes of data of the longest request: an IPv4 packet of 65,535 bytes without its headers.</summary>
    public const int MostData = 65_507;

    readonly UnconnectedSocket _socket;
    readonly ushort _identifier;
    readonly byte[] _message = new byte[IcmpMessage.HeaderSize + MostData];

    EchoSocket(UnconnectedSocket socket, EchoMeans means)
    {
        (_socket, Means) = (socket, means);
        _identifier = (ushort)RandomNumberGenerator.GetInt32(1, 1 << 16);
    }

    /// <summary>By what it asks.</summary>
    public EchoMeans Means { get; }

    /// <summary>For epoll(7).</summary>
    public int Descriptor => _socket.Descriptor;

    /// <summary>Its family.</summary>
    public bool IsIpv6 => _socket.IsIpv6;

    /// <summary>Opens one; null when neither kind is permitted.</summary>
    /// <param name="isIpv6">The family.</param>
    /// <param name="errno">Why a ping socket was not: 0 when it was.</param>
    /// <param name="only">Only this kind; null tries both.</param>
    public static EchoSocket? TryOpen(bool isIpv6, out int errno, EchoMeans? only = null)
    {
        var protocol = isIpv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
        errno = Errno.EACCES;
        if (only is not EchoMeans.Raw && UnconnectedSocket.TryOpen(isIpv6, SOCK_DGRAM, protocol, MostData + IcmpMessage.HeaderSize, out errno) is { } ping)
        {
            return new EchoSocket(ping, EchoMeans.PingSocket);
        }

        if (only is EchoMeans.PingSocket || UnconnectedSocket.TryOpen(isIpv6, SOCK_RAW, protocol, ushort.MaxValue, out _) is not { } raw)
        {
            return null;
        }

        // Of all ICMP only echo replies; errors come by the error queue (raw(7), icmp(7): a set bit keeps a type out).
        if (isIpv6)
        {
            Span<byte> filter = stackalloc byte[32];
            filter.Fill(0xFF);
            filter[16] &= 0xFD;
            _ = SocketCalls.SetOption(raw.Descriptor, IPPROTO_ICMPV6, ICMP_FILTER, filter);
        }
        else
        {
            _ = SocketCalls.SetOption(raw.Descriptor, SOL_RAW, ICMP_FILTER, ~1);
        }

        return new EchoSocket(raw, EchoMeans.Raw);
    }

    /// <summary>As <see cref="UnconnectedSocket.SentAt"/>.</summary>
    public long SentAt => _socket.SentAt;

    /// <summary>As <see cref="UnconnectedSocket.SetReceiveBuffer"/>.</summary>
    public int SetReceiveBuffer(int bytes) => _socket.SetReceiveBuffer(bytes);

    /// <summary>As <see cref="UnconnectedSocket.SetTimeToLive"/>.</summary>
    public void SetTimeToLive(byte hops) => _socket.SetTimeToLive(hops);

    /// <summary>Sends a request.</summary>
    /// <param name="address">To whom, as a kernel's socket address.</param>
    /// <param name="sequence">Comes back.</param>
    /// <param name="data">Comes back too.</param>
    /// <param name="takeErrors">Reads errors to the end: see <see cref="UnconnectedSocket.Send"/>.</param>
    /// <returns>0, or minus the errno.</returns>
    public int Send(ReadOnlySpan<byte> address, ushort sequence, ReadOnlySpan<byte> data, Action takeErrors)
    {
        var message = _message.AsSpan(0, IcmpMessage.HeaderSize + data.Length);
        message[..IcmpMessage.HeaderSize].Clear();
        message[0] = (byte)(IsIpv6 ? 128 : 8);
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], _identifier);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], sequence);
        data.CopyTo(message[IcmpMessage.HeaderSize..]);
        if (!IsIpv6)
        {
            // Version 6 needs the addresses for it: the kernel fills it in.
            BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetChecksum.Compute(message));
        }

        return _socket.Send(message, address, takeErrors);
    }

    /// <summary>Takes the next error about a request of ours.</summary>
    public bool TryReadError(out EchoArrival echo)
    {
        while (_socket.TryReadError(out var arrival))
        {
            // The quote begins with the request's own ICMP header. Errors of the stack itself have no quote of a packet that left, but the same bytes.
            var quote = IcmpMessage.DecodeV4(arrival.Body, isWhole: false);
            if (arrival.Body.Length >= IcmpMessage.HeaderSize && arrival.Body[0] == (IsIpv6 ? 128 : 8) && IsOurs(quote.Identifier) && AddressKey.TryRead(arrival.Peer, out var peer, out _))
            {
                echo = new EchoArrival
                {
                    Sequence = quote.Sequence,
                    Peer = peer,
                    PeerBytes = arrival.Peer,
                    At = arrival.At,
                    IsError = true,
                    Type = arrival.Report.Type,
                    Code = arrival.Report.Code,
                    Errno = arrival.Report.Errno,
                    Reporter = UnconnectedSocket.AddressOf(arrival.Report.Offender),
                };
                return true;
            }
        }

        echo = default;
        return false;
    }

    /// <summary>Takes the next reply.</summary>
    public bool TryRead(out EchoArrival echo)
    {
        while (_socket.TryRead(out var arrival))
        {
            var message = arrival.Body;
            if (Means == EchoMeans.Raw && !IsIpv6)
            {
                // A raw socket of IPv4 receives the IP header too (raw(7)).
                var header = message.IsEmpty ? 0 : (message[0] & 15) * 4;
                message = header <= message.Length ? message[header..] : default;
            }

            var icmp = IsIpv6 ? IcmpMessage.DecodeV6(message) : IcmpMessage.DecodeV4(message);
            if (icmp.Faults == HeaderFaults.None && icmp.IsEchoReply && icmp.ChecksumStatus != ChecksumStatus.Bad && IsOurs(icmp.Identifier) && AddressKey.TryRead(arrival.Peer, out var peer, out _))
            {
                echo = new EchoArrival { Sequence = icmp.Sequence, Peer = peer, PeerBytes = arrival.Peer, At = arrival.At, TimeToLive = arrival.TimeToLive, Data = icmp.Body };
                return true;
            }
        }

        echo = default;
        return false;
    }

    public void Dispose() => _socket.Dispose();

    // A ping socket has replies of its own only, under an identifier of the kernel's choice.
    bool IsOurs(ushort identifier) => Means == EchoMeans.PingSocket || identifier == _identifier;
}
