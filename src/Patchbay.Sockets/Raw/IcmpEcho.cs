namespace Patchbay.Sockets;

/// <summary>
/// Echo requests of one identifier and their replies, as ping sends them: builds each request, and tells which a received message answers. Pure: the caller
/// brings the clock. Remembers the last 65,536 requests at most. Not thread-safe.
/// </summary>
public sealed class IcmpEcho
{
    const int Remembered = 1 << 16;

    readonly int _version;
    readonly long?[] _sentAt = new long?[Remembered];
    readonly bool[] _answered = new bool[Remembered];
    ushort _next;

    /// <summary>A series of echoes.</summary>
    /// <param name="version">4 or 6: which ICMP.</param>
    /// <param name="identifier">What tells this series from others on the machine. On a ping socket the kernel puts another in: give null there, and replies of any are taken.</param>
    /// <param name="firstSequence">The first request's number.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another version.</exception>
    public IcmpEcho(int version, ushort? identifier, ushort firstSequence = 1)
    {
        if (version is not (4 or 6))
        {
            throw new ArgumentOutOfRangeException(nameof(version), version, "ICMP has the versions 4 and 6.");
        }

        _version = version;
        Identifier = identifier;
        _next = firstSequence;
    }

    /// <summary>The identifier, or null when the kernel chooses it.</summary>
    public ushort? Identifier { get; }

    /// <summary>Writes the next request and remembers when it is sent. Sequence numbers go up by one and wrap after 65,535.</summary>
    /// <param name="now">The time as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> gives it.</param>
    /// <param name="payload">What is to come back.</param>
    /// <param name="sequence">The request's number.</param>
    /// <returns>The message from its type on. Its checksum is right in version 4; in version 6 it needs the addresses, and the kernel fills it.</returns>
    public byte[] Next(long now, ReadOnlySpan<byte> payload, out ushort sequence)
    {
        sequence = _next++;
        _sentAt[sequence] = now;
        _answered[sequence] = false;
        return PacketBuilder.Build(IcmpLayer.Echo((byte)(_version == 4 ? 8 : 128), Identifier ?? 0, sequence), new PayloadLayer(payload.ToArray()));
    }

    /// <summary>Tells what a received message answers.</summary>
    /// <param name="message">From its type on.</param>
    /// <param name="now">When it came.</param>
    /// <param name="answer">The answer.</param>
    /// <returns>False for a message that has nothing to do with this series.</returns>
    public bool TryMatch(ReadOnlySpan<byte> message, long now, out IcmpEchoAnswer answer)
    {
        // A raw socket's ICMPv6 was checked by the kernel, which knows the addresses.
        var icmp = _version == 4 ? IcmpMessage.DecodeV4(message) : IcmpMessage.DecodeV6(message);
        var isReply = icmp.IsEchoReply;
        if (!isReply && icmp.IsError)
        {
            // The request stands quoted in the error.
            var quoted = Packet.Decode(icmp.Quoted, LinkKind.Ip);
            if (quoted.Has(PacketLayers.Icmp) && quoted.Icmp.IsEchoRequest && IsOurs(quoted.Icmp))
            {
                answer = new IcmpEchoAnswer(IcmpEchoOutcome.Error, quoted.Icmp.Sequence, Elapsed(quoted.Icmp.Sequence, now)) { Error = new IcmpError(_version, icmp.Type, icmp.Code, null) };
                return true;
            }
        }

        if (!isReply || icmp.Faults != HeaderFaults.None || icmp.ChecksumStatus == ChecksumStatus.Bad || !IsOurs(icmp))
        {
            answer = default;
            return false;
        }

        var outcome = _answered[icmp.Sequence] ? IcmpEchoOutcome.Duplicate : IcmpEchoOutcome.Reply;
        _answered[icmp.Sequence] = true;
        answer = new IcmpEchoAnswer(outcome, icmp.Sequence, Elapsed(icmp.Sequence, now));
        return true;
    }

    bool IsOurs(IcmpMessage echo) => echo.Faults == HeaderFaults.None && (Identifier is null || echo.Identifier == Identifier) && _sentAt[echo.Sequence] is not null;

    TimeSpan Elapsed(ushort sequence, long now) => System.Diagnostics.Stopwatch.GetElapsedTime(_sentAt[sequence]!.Value, now);
}
