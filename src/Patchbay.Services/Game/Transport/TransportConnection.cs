namespace Patchbay.Services.Game.Transport;

/// <summary>
/// One session after its handshake: bytes in, messages out; messages in, bytes out. No socket and no clock: times are given, in µs. Not thread-safe.
/// </summary>
sealed class TransportConnection(uint session, SessionKeys keys, long now) : IDisposable
{
    /// <summary>A packet goes out at least so often, so that the other side knows we are there.</summary>
    public const long KeepAlive = 500_000;

    // How long an acknowledgement may wait for a packet to travel with.
    const long AckPatience = 20_000;

    // A disconnect is told so often: the other side's time-out is for the case that all are lost.
    const int Farewells = 3;

    readonly ReceivedSequences _received = new();
    readonly ReliableSender _reliable = new();
    readonly ReliableReceiver _reassembly = new();
    readonly RoundTrip _roundTrip = new();
    readonly byte[] _unreliable = new byte[TransportWire.MaxUnreliable];
    SentPackets? _sentPackets;
    uint _sequence;
    int _unreliableLength = -1, _farewells;
    bool _owesAck;
    long _heardHighestAt = now, _ackDue, _lastSent = now;
    byte[] _reasonText = [];

    /// <summary>The number both sides write on every packet.</summary>
    public uint Session { get; } = session;

    /// <summary>When the last packet came that was the other side's.</summary>
    public long LastHeard { get; private set; } = now;

    /// <summary>How the session ended; <see cref="TransportReason.None"/> while it lasts.</summary>
    public TransportReason Ended { get; private set; }

    /// <summary>The other side's words about the end, or ours.</summary>
    public string EndText { get; private set; } = "";

    /// <summary>Nothing more is to be sent: the other side ended the session, or we have said so often enough.</summary>
    public bool IsOver => Ended != TransportReason.None && _farewells == 0;

    /// <summary>In µs; 0 before the first sample.</summary>
    public long RoundTripTime => _roundTrip.Smoothed;

    /// <summary>Reliable fragments not acknowledged yet.</summary>
    public int Pending => _reliable.Pending;

    /// <summary>Fragments sent more than once.</summary>
    public long Resent => _reliable.Resent;

    /// <summary>Packets that did not arrive, as far as one can tell.</summary>
    public long PacketsLost => Sent.Lost;

    /// <summary>Packets that arrived.</summary>
    public long PacketsArrived => Sent.Arrived;

    /// <summary>The highest sequence number received; 0 before the first.</summary>
    public uint HighestReceived => _received.Highest;

    SentPackets Sent => _sentPackets ??= new SentPackets(_reliable, _roundTrip);

    /// <summary>Queues a message of at most <see cref="TransportWire.MaxReliable"/> bytes; false, and nothing queued, when too much waits already.</summary>
    public bool TrySendReliable(ReadOnlySpan<byte> message) => Ended == TransportReason.None && _reliable.TryAdd(message);

    /// <summary>Puts a message of at most <see cref="TransportWire.MaxUnreliable"/> bytes into the next packet; it takes the place of one that did not go out yet.</summary>
    public void SendUnreliable(ReadOnlySpan<byte> message)
    {
        message.CopyTo(_unreliable);
        _unreliableLength = message.Length;
    }

    /// <summary>Ends the session, telling the other side.</summary>
    public void Close(TransportReason reason, string text = "")
    {
        if (Ended == TransportReason.None)
        {
            (Ended, EndText, _farewells) = (reason, text, Farewells);
            _reasonText = System.Text.Encoding.UTF8.GetBytes(text.Length > TransportWire.MaxReasonText / 4 ? text[..(TransportWire.MaxReasonText / 4)] : text);
        }
    }

    /// <summary>Takes a data packet whose kind and session fit, and decrypts it in place.</summary>
    /// <returns>Why it was dropped; then nothing has changed.</returns>
    public TransportRefusal Receive<TReceiver>(long now, Span<byte> datagram, ref TReceiver receiver) where TReceiver : ITransportReceiver, allows ref struct
    {
        if (datagram.Length is < TransportWire.DataHeaderLength + TransportWire.AckLength + TransportWire.TagLength or > TransportWire.MaxDatagram)
        {
            return TransportRefusal.Malformed;
        }

        var sequence = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(datagram[5..]);
        if (!_received.IsNew(sequence))
        {
            return TransportRefusal.Replayed;
        }

        if (!keys.TryOpen(sequence, datagram, out var text))
        {
            return TransportRefusal.Forged;
        }

        if (sequence > _received.Highest)
        {
            _heardHighestAt = now;
        }

        _received.Take(sequence);
        LastHeard = now;
        if (Ended == TransportReason.None && !Read(now, text, ref receiver))
        {
            // Only who has the keys gets here: the other side's program is broken, or made to do harm.
            Close(TransportReason.Protocol, "a packet made no sense");
            return TransportRefusal.Malformed;
        }

        return TransportRefusal.None;
    }

    /// <summary>Writes the next packet that is to go out now; 0 when there is none. Call until 0.</summary>
    /// <param name="now">The time.</param>
    /// <param name="datagram">At least <see cref="TransportWire.MaxDatagram"/> bytes.</param>
    public int Write(long now, Span<byte> datagram)
    {
        if (IsOver || _sequence == uint.MaxValue)
        {
            return 0;
        }

        var isEnding = Ended != TransportReason.None;
        uint fragment = 0;
        var hasFragment = !isEnding && _reliable.TryFind(now, _roundTrip.ResendAfter, 0, out fragment);
        var isIdle = now - _lastSent >= KeepAlive;
        if (!isEnding && !hasFragment && _unreliableLength < 0 && !isIdle && !(_owesAck && now >= _ackDue))
        {
            return 0;
        }

        ref var sent = ref Sent.Add(++_sequence, now);
        var writer = new DatagramWriter(datagram[..(TransportWire.MaxDatagram - TransportWire.TagLength)]);
        writer.Byte((byte)TransportPacket.Data);
        writer.UInt32(Session);
        writer.UInt32(_sequence);
        writer.UInt32(_received.Highest);
        writer.UInt32(_received.AckBits);
        writer.UInt16((ushort)Math.Min((now - _heardHighestAt) / 100, ushort.MaxValue));
        if (isEnding)
        {
            writer.Byte((byte)TransportFrame.Disconnect);
            writer.Byte((byte)Ended);
            writer.VarInt((uint)_reasonText.Length);
            writer.Bytes(_reasonText);
            _farewells--;
        }
        else
        {
            WriteUnreliable(ref writer);
            WriteReliable(ref writer, now, ref sent, hasFragment, fragment);
            if (isIdle && writer.Length == TransportWire.DataHeaderLength + TransportWire.AckLength)
            {
                writer.Byte((byte)TransportFrame.Ping);
            }
        }

        _owesAck = false;
        _lastSent = now;
        var length = writer.Length + TransportWire.TagLength;
        keys.Seal(_sequence, datagram[..length]);
        return length;
    }

    /// <summary>Gives back what is kept. The session is over.</summary>
    public void Dispose()
    {
        _reliable.Dispose();
        _reassembly.Dispose();
        keys.Dispose();
    }

    void WriteUnreliable(ref DatagramWriter writer)
    {
        if (_unreliableLength >= 0)
        {
            writer.Byte((byte)TransportFrame.Unreliable);
            writer.VarInt((uint)_unreliableLength);
            writer.Bytes(_unreliable.AsSpan(0, _unreliableLength));
            _unreliableLength = -1;
        }
    }

    void WriteReliable(ref DatagramWriter writer, long now, ref SentPacket sent, bool hasFragment, uint number)
    {
        while (hasFragment && sent.FragmentCount < SentPacket.MostFragments)
        {
            ref readonly var fragment = ref _reliable[number];
            var head = 2 + DatagramWriter.VarIntLength(number) + DatagramWriter.VarIntLength((uint)fragment.Length);
            if (head + fragment.Length > writer.Left)
            {
                // The next packet begins with it.
                return;
            }

            writer.Byte((byte)TransportFrame.Reliable);
            writer.VarInt(number);
            writer.Byte(fragment.IsLast ? (byte)1 : (byte)0);
            writer.VarInt((uint)fragment.Length);
            writer.Bytes(fragment.Bytes.AsSpan(0, fragment.Length));
            _reliable.Sent(number, now);
            sent.Fragments[sent.FragmentCount++] = number;
            hasFragment = _reliable.TryFind(now, _roundTrip.ResendAfter, number + 1, out number);
        }
    }

    bool Read<TReceiver>(long now, ReadOnlySpan<byte> text, ref TReceiver receiver) where TReceiver : ITransportReceiver, allows ref struct
    {
        var reader = new DatagramReader(text);
        if (!Sent.TryTake(now, reader.UInt32(), reader.UInt32(), reader.UInt16() * 100L))
        {
            return false;
        }

        var wantsAck = !reader.IsAtEnd;
        while (!reader.IsAtEnd)
        {
            if (!ReadFrame(ref reader, ref receiver))
            {
                return false;
            }

            if (Ended != TransportReason.None)
            {
                return true;
            }
        }

        if (wantsAck && !_owesAck)
        {
            (_owesAck, _ackDue) = (true, now + AckPatience);
        }

        return true;
    }

    bool ReadFrame<TReceiver>(ref DatagramReader reader, ref TReceiver receiver) where TReceiver : ITransportReceiver, allows ref struct
    {
        switch ((TransportFrame)reader.Byte())
        {
            case TransportFrame.Reliable:
                var number = reader.VarInt();
                var isLast = reader.Byte();
                var fragment = reader.Bytes(reader.VarInt(TransportWire.MaxFragment));
                return reader.IsSound && isLast <= 1 && _reassembly.TryTake(number, fragment, isLast == 1, ref receiver);
            case TransportFrame.Unreliable:
                var message = reader.Bytes(reader.VarInt(TransportWire.MaxUnreliable));
                if (reader.IsSound)
                {
                    receiver.OnUnreliable(message);
                }

                return reader.IsSound;
            case TransportFrame.Disconnect:
                var reason = (TransportReason)reader.Byte();
                var words = reader.Bytes(reader.VarInt(TransportWire.MaxReasonText));
                if (!reader.IsSound || reason == TransportReason.None || !Enum.IsDefined(reason))
                {
                    return false;
                }

                (Ended, EndText, _farewells) = (reason, SafeText.Decode(words), 0);
                return true;
            case TransportFrame.Ping:
                return true;
            default:
                return false;
        }
    }
}
