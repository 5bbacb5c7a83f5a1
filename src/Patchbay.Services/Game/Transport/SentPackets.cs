namespace Patchbay.Services.Game.Transport;

/// <summary>The last packets we sent and which of them arrived: turns acknowledgements into round-trip samples, acknowledged fragments and lost ones.</summary>
sealed class SentPackets(ReliableSender reliable, RoundTrip roundTrip)
{
    const int Capacity = 256;

    // As many later packets must have arrived before one is taken as lost: reordering by less costs nothing (RFC 9002 section 6.1.1).
    const int Threshold = 3;

    readonly SentPacket[] _ring = new SentPacket[Capacity];
    uint _highest, _acknowledged, _judged;

    /// <summary>Packets taken as lost.</summary>
    public long Lost { get; private set; }

    /// <summary>Packets known to have arrived.</summary>
    public long Arrived { get; private set; }

    /// <summary>Remembers a packet; numbers go up by one from 1.</summary>
    public ref SentPacket Add(uint sequence, long now)
    {
        _highest = sequence;
        ref var packet = ref _ring[sequence % Capacity];
        packet.Sequence = sequence;
        packet.SentAt = now;
        packet.IsSettled = false;
        packet.FragmentCount = 0;
        return ref packet;
    }

    /// <summary>Takes an acknowledgement; false when it is of a packet that was never sent.</summary>
    public bool TryTake(long now, uint sequence, uint bits, long delay)
    {
        if (sequence > _highest)
        {
            return false;
        }

        if (sequence == 0)
        {
            return true;
        }

        if (Arrive(sequence) is { } sentAt && sequence > _acknowledged)
        {
            roundTrip.Sample(now - sentAt - Math.Min(delay, now - sentAt));
        }

        for (var i = 0; bits != 0; i++, bits >>= 1)
        {
            if ((bits & 1) != 0 && sequence > (uint)i + 1)
            {
                Arrive(sequence - 1 - (uint)i);
            }
        }

        _acknowledged = Math.Max(_acknowledged, sequence);
        Judge();
        return true;
    }

    /// <summary>When it was sent, if it is told for the first time.</summary>
    long? Arrive(uint sequence)
    {
        ref var packet = ref _ring[sequence % Capacity];
        if (packet.Sequence != sequence || packet.IsSettled)
        {
            return null;
        }

        packet.IsSettled = true;
        Arrived++;
        for (var i = 0; i < packet.FragmentCount; i++)
        {
            reliable.Acknowledged(packet.Fragments[i]);
        }

        return packet.SentAt;
    }

    /// <summary>What stands far enough behind the highest acknowledged and did not arrive is lost; should it arrive later, it is only acknowledged twice.</summary>
    void Judge()
    {
        for (; _judged + Threshold < _acknowledged; _judged++)
        {
            ref var packet = ref _ring[(_judged + 1) % Capacity];
            if (packet.Sequence != _judged + 1 || packet.IsSettled)
            {
                continue;
            }

            Lost++;
            for (var i = 0; i < packet.FragmentCount; i++)
            {
                reliable.Lost(packet.Fragments[i], packet.SentAt);
            }
        }
    }
}
