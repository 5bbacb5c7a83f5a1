using System.Buffers.Binary;
using System.Security.Cryptography;
using Patchbay.Sockets;

namespace Patchbay.Services.Game.Transport;

/// <summary>
/// The server's side: shakes hands without keeping anything for strangers, keeps sessions, hands out their messages. No socket and no clock: datagrams and
/// times are given, in µs. Not thread-safe.
/// </summary>
sealed class TransportListener : IDisposable
{
    /// <summary>The low bits of a session's number are its place.</summary>
    public const int MostSessions = 1024;

    readonly TransportOptions _options;
    readonly ITransportApplication _application;
    readonly CookieMint _cookies = new();
    readonly KeyExchange _exchange = new();
    readonly AddressRate _strangers;
    readonly TransportSession?[] _places;
    readonly List<TransportSession> _sessions = [];
    readonly byte[] _scratch = new byte[TransportWire.MaxDatagram];
    TokenBucket _agreements;

    public TransportListener(TransportOptions options, ITransportApplication application, long now)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxSessions, MostSessions, nameof(options));
        (_options, _application) = (options, application);
        _places = new TransportSession?[options.MaxSessions];
        _strangers = new AddressRate(options.HandshakesPerSecond);
        _agreements = new TokenBucket(options.AgreementsPerSecond, options.AgreementsPerSecond, now);
    }

    public TransportCounters Counters { get; } = new();

    /// <summary>Every session, those whose handshake is not over included.</summary>
    public IReadOnlyList<TransportSession> Sessions => _sessions;

    /// <summary>Sessions that became connected, since the beginning.</summary>
    public long Accepted { get; private set; }

    /// <summary>Sessions that ended because nothing was heard.</summary>
    public long TimedOut { get; private set; }

    /// <summary>Takes one datagram, which may be changed. Answers of the handshake go to the sink at once; they are never longer than the datagram.</summary>
    public void Receive<TSink>(long now, ReadOnlySpan<byte> from, Span<byte> datagram, ref TSink sink) where TSink : IDatagramSink, allows ref struct
    {
        var refusal = datagram.IsEmpty ? TransportRefusal.Malformed : (TransportPacket)datagram[0] switch
        {
            TransportPacket.Data => ReceiveData(now, from, datagram),
            TransportPacket.Hello => Greet(now, from, datagram, ref sink),
            TransportPacket.Connect => Connect(now, from, datagram, ref sink),
            _ => TransportRefusal.Malformed,
        };
        Counters.Count(refusal);
    }

    /// <summary>Sends what is due, and ends what has ended.</summary>
    public void Flush<TSink>(long now, ref TSink sink) where TSink : IDatagramSink, allows ref struct
    {
        for (var i = _sessions.Count - 1; i >= 0; i--)
        {
            var session = _sessions[i];
            var silence = now - session.Connection.LastHeard;
            if (silence >= (session.IsConnected ? _options.TimeOut : _options.HandshakeTimeOut))
            {
                TimedOut += session.IsConnected ? 1 : 0;
                Remove(i, session, TransportReason.TimedOut);
                continue;
            }

            for (int length; session.IsConnected && (length = session.Connection.Write(now, _scratch)) > 0;)
            {
                session.BytesSent += length;
                sink.Send(session.Peer.Bytes, _scratch.AsSpan(0, length));
                if (session.Connection.Ended != TransportReason.None)
                {
                    // One farewell a flush: lost together they would be of no use.
                    break;
                }
            }

            if (session.Connection.IsOver)
            {
                Remove(i, session, session.Connection.Ended);
            }
        }
    }

    public void Dispose()
    {
        foreach (var session in _sessions)
        {
            session.Connection.Dispose();
        }

        _sessions.Clear();
        _exchange.Dispose();
    }

    TransportRefusal ReceiveData(long now, ReadOnlySpan<byte> from, Span<byte> datagram)
    {
        if (datagram.Length < TransportWire.DataHeaderLength)
        {
            return TransportRefusal.Malformed;
        }

        var number = BinaryPrimitives.ReadUInt32BigEndian(datagram[1..]);
        var place = number % MostSessions;
        if (place >= _places.Length || _places[place] is not { } session || session.Connection.Session != number)
        {
            return TransportRefusal.UnknownSession;
        }

        if (!session.Peer.Is(from))
        {
            return TransportRefusal.WrongAddress;
        }

        if (!session.MayReceive(now))
        {
            return TransportRefusal.TooFast;
        }

        var receiver = new SessionReceiver(this, session);
        var refusal = session.Connection.Receive(now, datagram, ref receiver);
        if (refusal == TransportRefusal.None)
        {
            session.BytesReceived += datagram.Length;
            Welcome(session);
        }

        return refusal;
    }

    /// <summary>Called before the first message of a session is handed out, and after a first packet without one.</summary>
    void Welcome(TransportSession session)
    {
        if (!session.IsConnected)
        {
            session.IsConnected = true;
            Accepted++;
            _application.OnConnected(session);
        }
    }

    TransportRefusal Greet<TSink>(long now, ReadOnlySpan<byte> from, ReadOnlySpan<byte> hello, ref TSink sink) where TSink : IDatagramSink, allows ref struct
    {
        // A short one could be answered with more than it is.
        if (hello.Length != TransportWire.MaxDatagram || !HandshakeHead.TryRead(hello, out var version, out var nonce))
        {
            return TransportRefusal.Malformed;
        }

        if (!MayAnswer(now, from))
        {
            return TransportRefusal.TooFast;
        }

        Span<byte> answer = stackalloc byte[TransportWire.ChallengeLength];
        if (version != TransportWire.Version)
        {
            sink.Send(from, HandshakeHead.WriteRefuse(answer, nonce, TransportReason.Version));
            return TransportRefusal.Malformed;
        }

        var writer = HandshakeHead.Begin(answer, TransportPacket.Challenge, nonce);
        _cookies.Make(now, from, nonce, writer.Take(TransportWire.CookieLength));
        sink.Send(from, writer.Written);
        return TransportRefusal.None;
    }

    TransportRefusal Connect<TSink>(long now, ReadOnlySpan<byte> from, ReadOnlySpan<byte> connect, ref TSink sink) where TSink : IDatagramSink, allows ref struct
    {
        if (connect.Length != TransportWire.MaxDatagram || !HandshakeHead.TryRead(connect, out var version, out var nonce) || version != TransportWire.Version)
        {
            return TransportRefusal.Malformed;
        }

        var rest = connect[(7 + TransportWire.ClientNonceLength)..];
        if (!MayAnswer(now, from))
        {
            return TransportRefusal.TooFast;
        }

        if (!_cookies.Check(now, from, nonce, rest[..TransportWire.CookieLength]))
        {
            return TransportRefusal.BadCookie;
        }

        var nonceNumber = BinaryPrimitives.ReadUInt64BigEndian(nonce);
        if (Find(from, nonceNumber) is { } known)
        {
            // Asked again: our answer was lost. Once the client has used its keys, somebody repeats its packet.
            if (known.IsConnected)
            {
                return TransportRefusal.Replayed;
            }

            sink.Send(from, known.Accept);
            return TransportRefusal.None;
        }

        return Admit(now, from, nonce, rest.Slice(TransportWire.CookieLength, TransportWire.PublicKeyLength), ref sink);
    }

    TransportRefusal Admit<TSink>(long now, ReadOnlySpan<byte> from, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> publicKey, ref TSink sink) where TSink : IDatagramSink, allows ref struct
    {
        var place = Array.IndexOf(_places, null);
        var full = place < 0 ? TransportReason.Full : IsOneTooMany(from) ? TransportReason.TooManyFromAddress : TransportReason.None;
        if (full != TransportReason.None)
        {
            Span<byte> refuse = stackalloc byte[TransportWire.RefuseLength];
            sink.Send(from, HandshakeHead.WriteRefuse(refuse, nonce, full));
            return TransportRefusal.NoPlace;
        }

        if (!_agreements.TryTake(now))
        {
            return TransportRefusal.TooFast;
        }

        Span<byte> serverNonce = stackalloc byte[TransportWire.ServerNonceLength];
        RandomNumberGenerator.Fill(serverNonce);
        var number = ((uint)RandomNumberGenerator.GetInt32(1, int.MaxValue / MostSessions * 2) * MostSessions) + (uint)place;
        SessionKeys keys;
        try
        {
            keys = _exchange.Agree(isServer: true, publicKey, nonce, serverNonce, number);
        }
        catch (CryptographicException)
        {
            // No point of the curve.
            return TransportRefusal.Malformed;
        }

        var accept = new byte[TransportWire.AcceptLength];
        var writer = HandshakeHead.Begin(accept, TransportPacket.Accept, nonce);
        writer.UInt32(number);
        writer.Bytes(serverNonce);
        writer.Bytes(_exchange.PublicKey);
        keys.SignAccept(accept);
        var session = new TransportSession(new PeerAddress(from), BinaryPrimitives.ReadUInt64BigEndian(nonce), new TransportConnection(number, keys, now), accept, now, _options.PacketsPerSecond);
        _places[place] = session;
        _sessions.Add(session);
        sink.Send(from, accept);
        return TransportRefusal.None;
    }

    TransportSession? Find(ReadOnlySpan<byte> from, ulong nonce)
    {
        foreach (var session in _sessions)
        {
            if (session.IsOf(from, nonce))
            {
                return session;
            }
        }

        return null;
    }

    bool MayAnswer(long now, ReadOnlySpan<byte> from) => PeerAddress.IsLoopbackAddress(from) || _strangers.Allows(from, now / 1_000_000);

    bool IsOneTooMany(ReadOnlySpan<byte> from)
    {
        if (_options.MaxPerAddress is not { } most || PeerAddress.IsLoopbackAddress(from))
        {
            return false;
        }

        var count = 0;
        foreach (var session in _sessions)
        {
            count += session.Peer.IsSameHost(from) ? 1 : 0;
        }

        return count >= most;
    }

    void Remove(int index, TransportSession session, TransportReason reason)
    {
        _sessions.RemoveAt(index);
        _places[session.Connection.Session % MostSessions] = null;
        if (session.IsConnected)
        {
            _application.OnDisconnected(session, reason);
        }

        session.Connection.Dispose();
    }

    readonly ref struct SessionReceiver(TransportListener listener, TransportSession session) : ITransportReceiver
    {
        public void OnReliable(scoped ReadOnlySpan<byte> message)
        {
            listener.Welcome(session);
            listener._application.OnReliable(session, message);
        }

        public void OnUnreliable(scoped ReadOnlySpan<byte> message)
        {
            listener.Welcome(session);
            listener._application.OnUnreliable(session, message);
        }
    }
}
