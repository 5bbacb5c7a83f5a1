using System.Security.Cryptography;

namespace Patchbay.Services.Game.Transport;

/// <summary>The client's side of one session. No socket and no clock: datagrams and times are given, in µs. Not thread-safe.</summary>
sealed class TransportClient(long now, long connectWithin, long timeOut) : IDisposable
{
    // The first questions follow one another quickly, since one may be lost; later ones do not hurry.
    const long FirstRetry = 100_000, LongestRetry = 1_000_000;

    // A server that was restarted knows nothing of the cookie: then a new one is asked for.
    const long CookiePatience = 2_000_000;

    readonly KeyExchange _exchange = new();
    readonly byte[] _nonce = RandomNumberGenerator.GetBytes(TransportWire.ClientNonceLength);
    readonly byte[] _cookie = new byte[TransportWire.CookieLength];
    readonly byte[] _scratch = new byte[TransportWire.MaxDatagram];
    readonly long _since = now;
    long _nextQuestion = now, _retry = FirstRetry, _cookieSince;

    public TransportClientState State { get; private set; } = TransportClientState.Greeting;

    /// <summary>How it ended; <see cref="TransportReason.None"/> while it lasts.</summary>
    public TransportReason Ended { get; private set; }

    /// <summary>The server's words about the end.</summary>
    public string EndText { get; private set; } = "";

    /// <summary>There once the state is <see cref="TransportClientState.Connected"/>.</summary>
    public TransportConnection? Connection { get; private set; }

    public TransportCounters Counters { get; } = new();

    /// <summary>Takes one datagram, which may be changed.</summary>
    public void Receive<TReceiver>(long now, Span<byte> datagram, ref TReceiver receiver) where TReceiver : ITransportReceiver, allows ref struct
    {
        if (State != TransportClientState.Ended)
        {
            Counters.Count(datagram.IsEmpty ? TransportRefusal.Malformed : (TransportPacket)datagram[0] switch
            {
                TransportPacket.Data => ReceiveData(now, datagram, ref receiver),
                TransportPacket.Challenge or TransportPacket.Accept or TransportPacket.Refuse => Shake(now, datagram),
                _ => TransportRefusal.Malformed,
            });
        }
    }

    /// <summary>Sends what is due.</summary>
    public void Flush<TSink>(long now, ref TSink sink) where TSink : IDatagramSink, allows ref struct
    {
        switch (State)
        {
            case TransportClientState.Greeting or TransportClientState.Connecting:
                Ask(now, ref sink);
                break;
            case TransportClientState.Connected:
                for (int length; (length = Connection!.Write(now, _scratch)) > 0;)
                {
                    sink.Send(default, _scratch.AsSpan(0, length));
                }

                if (Connection.IsOver)
                {
                    End(Connection.Ended, Connection.EndText);
                }
                else if (now - Connection.LastHeard >= timeOut)
                {
                    End(TransportReason.TimedOut, "");
                }

                break;
        }
    }

    public void Dispose()
    {
        _exchange.Dispose();
        Connection?.Dispose();
    }

    void Ask<TSink>(long at, ref TSink sink) where TSink : IDatagramSink, allows ref struct
    {
        if (at - _since >= connectWithin)
        {
            End(TransportReason.TimedOut, "");
            return;
        }

        if (at < _nextQuestion)
        {
            return;
        }

        if (State == TransportClientState.Connecting && at - _cookieSince >= CookiePatience)
        {
            State = TransportClientState.Greeting;
        }

        Array.Clear(_scratch);
        var writer = HandshakeHead.Begin(_scratch, State == TransportClientState.Greeting ? TransportPacket.Hello : TransportPacket.Connect, _nonce);
        if (State == TransportClientState.Connecting)
        {
            writer.Bytes(_cookie);
            writer.Bytes(_exchange.PublicKey);
        }

        sink.Send(default, _scratch);
        _nextQuestion = at + _retry;
        _retry = Math.Min(2 * _retry, LongestRetry);
    }

    TransportRefusal Shake(long at, ReadOnlySpan<byte> datagram)
    {
        if (!HandshakeHead.TryRead(datagram, out _, out var nonce) || !nonce.SequenceEqual(_nonce))
        {
            return TransportRefusal.Malformed;
        }

        var rest = datagram[(7 + TransportWire.ClientNonceLength)..];
        switch ((TransportPacket)datagram[0])
        {
            case TransportPacket.Challenge when datagram.Length == TransportWire.ChallengeLength:
                if (State == TransportClientState.Greeting)
                {
                    rest.CopyTo(_cookie);
                    (State, _cookieSince, _nextQuestion, _retry) = (TransportClientState.Connecting, at, at, FirstRetry);
                }

                return TransportRefusal.None;
            case TransportPacket.Accept when datagram.Length == TransportWire.AcceptLength:
                return State == TransportClientState.Connecting ? Accept(at, datagram, rest) : TransportRefusal.Replayed;
            case TransportPacket.Refuse when datagram.Length == TransportWire.RefuseLength && State != TransportClientState.Connected && rest[0] != 0 && Enum.IsDefined((TransportReason)rest[0]):
                End((TransportReason)rest[0], "");
                return TransportRefusal.None;
            default:
                return TransportRefusal.Malformed;
        }
    }

    TransportRefusal Accept(long at, ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> rest)
    {
        var reader = new DatagramReader(rest);
        var session = reader.UInt32();
        var serverNonce = reader.Bytes(TransportWire.ServerNonceLength);
        var publicKey = reader.Bytes(TransportWire.PublicKeyLength);
        SessionKeys keys;
        try
        {
            keys = _exchange.Agree(isServer: false, publicKey, _nonce, serverNonce, session);
        }
        catch (CryptographicException)
        {
            return TransportRefusal.Malformed;
        }

        if (!keys.CheckAccept(datagram))
        {
            keys.Dispose();
            return TransportRefusal.Forged;
        }

        Connection = new TransportConnection(session, keys, at);
        State = TransportClientState.Connected;
        return TransportRefusal.None;
    }

    TransportRefusal ReceiveData<TReceiver>(long at, Span<byte> datagram, ref TReceiver receiver) where TReceiver : ITransportReceiver, allows ref struct =>
        Connection is null || datagram.Length < TransportWire.DataHeaderLength || System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(datagram[1..]) != Connection.Session
            ? TransportRefusal.UnknownSession
            : Connection.Receive(at, datagram, ref receiver);

    void End(TransportReason reason, string text) => (State, Ended, EndText) = (TransportClientState.Ended, reason, text);
}
