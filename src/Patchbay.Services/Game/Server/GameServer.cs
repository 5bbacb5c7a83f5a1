using System.Security.Cryptography;
using Patchbay.Services.Game.Messages;
using Patchbay.Services.Game.Simulation;
using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Game.Server;

/// <summary>
/// The game with its guests: takes datagrams, steps the simulation, tells each guest what they see. No socket and no clock: datagrams and times are given, in µs.
/// Not thread-safe.
/// </summary>
sealed partial class GameServer : ITransportApplication, IDisposable
{
    // Each guest hears so often of the scores that changed. Not all with the same tick: that one would take twice as long as the others.
    const int ScoresEvery = CaveRules.TicksPerSecond / 2;

    readonly GameServerOptions _options;
    readonly List<GameGuest> _guests = [];
    readonly List<CaveCommand> _commands = [];
    readonly byte[] _message = new byte[TransportWire.MaxReliable];
    readonly byte[] _snapshot = new byte[TransportWire.MaxUnreliable];
    // What the guests of each turn know.
    readonly ushort[][] _toldScores = [.. Enumerable.Range(0, ScoresEvery).Select(static _ => new ushort[CaveRules.MostPlayers])];
    readonly bool[] _rosterChanges = new bool[CaveRules.MostPlayers];
    long _now;

    public GameServer(GameServerOptions options, long now)
    {
        (_options, _now) = (options, now);
        Simulation = new CaveSimulation(options.Cave);
        Listener = new TransportListener(options.Transport, this, now);
    }

    public CaveSimulation Simulation { get; }

    public TransportListener Listener { get; }

    /// <summary>Hears, in words, what happens to guests; null for nobody.</summary>
    public Action<string>? Annotate { get; init; }

    /// <summary>Writes the game down; null for nobody.</summary>
    public CaveRecordingWriter? Recording { get; set; }

    /// <summary>Those who joined, away ones included.</summary>
    public IReadOnlyList<GameGuest> Guests => _guests;

    /// <summary>Nobody is here or expected back: time may stand still.</summary>
    public bool IsEmpty => _guests.Count == 0 && Listener.Sessions.Count == 0;

    /// <summary>Inputs of guests that are gone, which came too fast.</summary>
    public long InputsRefused { get; private set; }

    /// <summary>Takes one datagram, which may be changed.</summary>
    public void Receive<TSink>(long now, ReadOnlySpan<byte> from, Span<byte> datagram, ref TSink sink) where TSink : IDatagramSink, allows ref struct
    {
        _now = now;
        Listener.Receive(now, from, datagram, ref sink);
    }

    /// <summary>One tick: inputs in, one step, snapshots out.</summary>
    public void Tick<TSink>(long now, ref TSink sink) where TSink : IDatagramSink, allows ref struct
    {
        _now = now;
        ExpireGuests();
        foreach (var guest in _guests)
        {
            if (guest.Slot >= 0 && guest.Session is not null)
            {
                var before = guest.Inputs.Current;
                var input = guest.Inputs.Advance();
                if (input != before || input.Dash)
                {
                    _commands.Add(new CaveCommand(CaveCommandKind.Input, (byte)guest.Slot, input));
                }
            }
        }

        var commands = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_commands);
        Simulation.Step(commands);
        Recording?.WriteTick(commands, Simulation.Hash());
        _commands.Clear();
        TellEvents();
        TellRosterChanges();
        TellScores((int)(Simulation.Tick % ScoresEvery));

        foreach (var guest in _guests)
        {
            if (guest is { Slot: >= 0, Session.Connection: { Ended: TransportReason.None } connection })
            {
                TellView(guest, connection);
            }
        }

        Listener.Flush(now, ref sink);
    }

    /// <summary>Tells every guest that the server stops; they hear it with the next flushes.</summary>
    public void Stop()
    {
        foreach (var session in Listener.Sessions)
        {
            session.Connection.Close(TransportReason.Stopping, "the server stops");
        }
    }

    public void Dispose() => Listener.Dispose();

    void ITransportApplication.OnConnected(TransportSession session)
    {
        var guest = new GameGuest(session, _now);
        session.State = guest;
        _guests.Add(guest);
    }

    void ITransportApplication.OnReliable(TransportSession session, ReadOnlySpan<byte> message)
    {
        var guest = (GameGuest)session.State!;
        var reader = new DatagramReader(message);
        var isSound = (ClientMessage)reader.Byte() switch
        {
            ClientMessage.Join => guest.Slot < 0 && TakeJoin(guest, ref reader),
            ClientMessage.Say => TakeSay(guest, ref reader),
            _ => false,
        };
        if (!isSound)
        {
            session.Connection.Close(TransportReason.Protocol, "a message made no sense");
        }
    }

    void ITransportApplication.OnUnreliable(TransportSession session, ReadOnlySpan<byte> message)
    {
        var guest = (GameGuest)session.State!;
        var reader = new DatagramReader(message);
        if (reader.Byte() != (byte)ClientMessage.Input || !TakeInput(guest, ref reader))
        {
            session.Connection.Close(TransportReason.Protocol, "an input made no sense");
        }
    }

    void ITransportApplication.OnDisconnected(TransportSession session, TransportReason reason)
    {
        var guest = (GameGuest)session.State!;
        if (guest.Session != session)
        {
            // The player has come back on another session.
            return;
        }

        guest.Session = null;
        if (guest.Slot < 0)
        {
            _guests.Remove(guest);
        }
        else if (reason == TransportReason.TimedOut && _options.Grace > 0)
        {
            Annotate?.Invoke($"TIMEOUT {guest.Name} ({session.Peer}), expected back for {_options.Grace / 1_000_000} s");
            guest.AwayUntil = _now + _options.Grace;
            _commands.Add(new CaveCommand(CaveCommandKind.Input, (byte)guest.Slot));
            TellRoster(guest.Slot);
        }
        else
        {
            Annotate?.Invoke($"LEAVE {guest.Name} ({session.Peer}): {reason}");
            Remove(guest);
        }
    }

    void Remove(GameGuest guest)
    {
        InputsRefused += guest.Inputs.Refused;
        _guests.Remove(guest);
        _commands.Add(new CaveCommand(CaveCommandKind.Leave, (byte)guest.Slot));
    }

    void ExpireGuests()
    {
        for (var i = _guests.Count - 1; i >= 0; i--)
        {
            var guest = _guests[i];
            if (guest.Session is null && _now >= guest.AwayUntil)
            {
                Annotate?.Invoke($"GONE {guest.Name}");
                Remove(guest);
            }
            else if (guest is { Slot: < 0, Session: { } session } && _now - guest.Since >= _options.JoinWithin)
            {
                session.Connection.Close(TransportReason.Protocol, "nobody joined");
            }
        }
    }

    bool TakeJoin(GameGuest guest, ref DatagramReader reader)
    {
        var name = GameMessages.Name(GameMessages.Text(ref reader, 2 * GameMessages.MaxName));
        var token = reader.Bytes(GameMessages.TokenLength);
        if (!reader.IsSound || !reader.IsAtEnd)
        {
            return false;
        }

        var session = guest.Session!;
        if (FindByToken(token) is { } known)
        {
            Return(guest, known, session);
            return true;
        }

        var slot = FindSlot();
        if (slot < 0)
        {
            session.Connection.Close(TransportReason.Full, "every place is taken");
            return true;
        }

        (guest.Slot, guest.Name) = (slot, FreeName(name));
        _commands.Add(new CaveCommand(CaveCommandKind.Join, (byte)slot));
        Annotate?.Invoke($"JOIN {guest.Name} ({session.Peer}) as {slot}");
        Greet(guest);
        return true;
    }

    /// <summary>The player of a token goes on with this session.</summary>
    void Return(GameGuest newcomer, GameGuest known, TransportSession session)
    {
        _guests.Remove(newcomer);
        known.Session?.Connection.Close(TransportReason.Application, "the player came back on another connection");
        known.Return(session, _now);
        Annotate?.Invoke($"RETURN {known.Name} ({session.Peer}) as {known.Slot}");
        Greet(known);
    }

    GameGuest? FindByToken(ReadOnlySpan<byte> token)
    {
        foreach (var guest in _guests)
        {
            if (guest.Slot >= 0 && CryptographicOperations.FixedTimeEquals(guest.Token, token))
            {
                return guest;
            }
        }

        return null;
    }

    /// <summary>A slot that no guest has, not even one whose command waits for the next tick.</summary>
    int FindSlot()
    {
        var people = 0;
        Span<bool> isTaken = stackalloc bool[CaveRules.MostPlayers];
        foreach (var guest in _guests)
        {
            if (guest.Slot >= 0)
            {
                people++;
                isTaken[guest.Slot] = true;
            }
        }

        if (people >= _options.MaxPlayers)
        {
            return -1;
        }

        // An empty one, else a bot's.
        for (var wantsEmpty = 1; wantsEmpty >= 0; wantsEmpty--)
        {
            for (var slot = 0; slot < CaveRules.MostPlayers; slot++)
            {
                if (!isTaken[slot] && Simulation.Players[slot] is var player && (!player.IsPresent || (wantsEmpty == 0 && player.IsBot)))
                {
                    return slot;
                }
            }
        }

        return -1;
    }

    /// <summary>Two with one name cannot be told apart: the second gets a number.</summary>
    string FreeName(string name)
    {
        var free = name;
        for (var number = 2; _guests.Exists(guest => guest.Slot >= 0 && guest.Name.Equals(free, StringComparison.OrdinalIgnoreCase)); number++)
        {
            var suffix = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            free = name[..Math.Min(name.Length, GameMessages.MaxName - suffix.Length)] + suffix;
        }

        return free;
    }

    bool TakeSay(GameGuest guest, ref DatagramReader reader)
    {
        var text = GameMessages.Text(ref reader, GameMessages.MaxChat).Trim();
        if (!reader.IsSound || !reader.IsAtEnd || guest.Slot < 0)
        {
            return false;
        }

        if (text.Length > 0 && guest.MayTalk(_now))
        {
            TellChat((byte)guest.Slot, text);
        }

        return true;
    }

    bool TakeInput(GameGuest guest, ref DatagramReader reader)
    {
        var acknowledged = reader.UInt32();
        var newest = reader.UInt32();
        var count = reader.Byte();
        if (count is 0 or > GameMessages.InputsAPacket)
        {
            return false;
        }

        Span<CaveInput> inputs = stackalloc CaveInput[count];
        for (var i = 0; i < count; i++)
        {
            if (!CaveInput.TryRead(reader.Byte(), out inputs[i]))
            {
                return false;
            }
        }

        if (!reader.IsSound || !reader.IsAtEnd || acknowledged > Simulation.Tick)
        {
            return false;
        }

        // Packets overtake one another: only what is newer counts.
        guest.Acknowledged = Math.Max(guest.Acknowledged, acknowledged);
        guest.Inputs.Take(_now, newest, inputs);
        return true;
    }
}
