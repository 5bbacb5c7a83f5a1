using Patchbay.Services.Game.Messages;
using Patchbay.Services.Game.Simulation;
using Patchbay.Services.Game.Snapshots;
using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Game.Server;

/// <summary>What the server says.</summary>
sealed partial class GameServer
{
    /// <summary>What a guest sees, told by what changed since the last snapshot they understood.</summary>
    void TellView(GameGuest guest, TransportConnection connection)
    {
        var view = guest.Snapshots.Place(Simulation.Tick);
        Simulation.Look(guest.Slot, view);
        var known = guest.Acknowledged != 0 && Simulation.Tick - guest.Acknowledged < SnapshotHistory.Depth ? guest.Snapshots.Find(guest.Acknowledged) : null;
        guest.FullSnapshots += known is null ? 1 : 0;
        var writer = new DatagramWriter(_snapshot);
        writer.Byte((byte)ServerMessage.Snapshot);
        writer.UInt32(view.Tick);
        writer.Byte(known is null ? (byte)0 : (byte)(view.Tick - known.Tick));
        writer.UInt32(view.Hash());
        var length = writer.Length + SnapshotCodec.Encode(view, known, _snapshot.AsSpan(writer.Length));
        connection.SendUnreliable(_snapshot.AsSpan(0, length));
    }

    /// <summary>All that a newcomer must know.</summary>
    void Greet(GameGuest guest)
    {
        var writer = new DatagramWriter(_message);
        writer.Byte((byte)ServerMessage.Welcome);
        writer.Byte((byte)guest.Slot);
        writer.Bytes(guest.Token);
        writer.Byte((byte)Simulation.Map.Width);
        writer.Byte((byte)Simulation.Map.Height);
        writer.Byte(CaveRules.TicksPerSecond);
        Say(guest, writer.Written);

        writer = new DatagramWriter(_message);
        writer.Byte((byte)ServerMessage.Roster);
        for (var slot = 0; slot < CaveRules.MostPlayers; slot++)
        {
            if (EntryOf(slot) is var entry && entry != RosterEntry.Empty)
            {
                WriteEntry(ref writer, slot, entry);
            }
        }

        Say(guest, writer.Written);
        Say(guest, WriteRound());
        writer = new DatagramWriter(_message);
        writer.Byte((byte)ServerMessage.Scores);
        for (var slot = 0; slot < CaveRules.MostPlayers; slot++)
        {
            WriteScore(ref writer, slot, _toldScores[TurnOf(guest)][slot]);
        }

        Say(guest, writer.Written);
        if (Simulation.Lode is { } lode)
        {
            Say(guest, WriteNews(new CaveEvent(CaveEventKind.Motherlode, Place: lode)));
        }

        TellRoster(guest.Slot);
    }

    void TellEvents()
    {
        foreach (var happened in Simulation.Events)
        {
            switch (happened.Kind)
            {
                case CaveEventKind.Joined or CaveEventKind.Left:
                    TellRoster(happened.Slot);
                    break;
                case CaveEventKind.RoundOver or CaveEventKind.RoundBegins:
                    TellScores();
                    TellAll(WriteRound());
                    TellAll(WriteNews(happened));
                    Annotate?.Invoke(happened.Kind == CaveEventKind.RoundOver ? $"ROUND {Simulation.Round} over: {NameOf(happened.Slot)} with {happened.Amount}" : $"ROUND {Simulation.Round} begins");
                    break;
                case CaveEventKind.Motherlode:
                    TellAll(WriteNews(happened));
                    break;
                default:
                    // Of no interest to who had no part in it, and more than they could see.
                    TellSlot(happened.Slot, WriteNews(happened));
                    if (happened.Kind == CaveEventKind.Bumped)
                    {
                        TellSlot(happened.Other, WriteNews(happened));
                    }

                    break;
            }
        }
    }

    void TellScores()
    {
        for (var turn = 0; turn < ScoresEvery; turn++)
        {
            TellScores(turn);
        }
    }

    void TellScores(int turn)
    {
        var told = _toldScores[turn];
        var writer = new DatagramWriter(_message);
        writer.Byte((byte)ServerMessage.Scores);
        for (var slot = 0; slot < CaveRules.MostPlayers; slot++)
        {
            var score = Simulation.Players[slot] is { IsPresent: true } player ? player.Score : (ushort)0;
            if (score != told[slot])
            {
                WriteScore(ref writer, slot, told[slot] = score);
            }
        }

        if (writer.Length == 1)
        {
            return;
        }

        foreach (var guest in _guests)
        {
            if (guest.Slot >= 0 && TurnOf(guest) == turn)
            {
                Say(guest, writer.Written);
            }
        }
    }

    static int TurnOf(GameGuest guest) => guest.Slot % ScoresEvery;

    /// <summary>With the next tick: when hundreds come at once, everybody hears of all in one message.</summary>
    void TellRoster(int slot) => _rosterChanges[slot] = true;

    void TellRosterChanges()
    {
        var writer = new DatagramWriter(_message);
        writer.Byte((byte)ServerMessage.Roster);
        for (var slot = 0; slot < _rosterChanges.Length; slot++)
        {
            if (_rosterChanges[slot])
            {
                _rosterChanges[slot] = false;
                WriteEntry(ref writer, slot, EntryOf(slot));
            }
        }

        if (writer.Length > 1)
        {
            TellAll(writer.Written);
        }
    }

    void TellChat(byte slot, string text)
    {
        var writer = new DatagramWriter(_message);
        writer.Byte((byte)ServerMessage.Chat);
        writer.Byte(slot);
        GameMessages.Text(ref writer, text, GameMessages.MaxChat);
        TellAll(writer.Written);
    }

    ReadOnlySpan<byte> WriteRound()
    {
        var writer = new DatagramWriter(_message);
        writer.Byte((byte)ServerMessage.Round);
        writer.VarInt((uint)Simulation.Round);
        writer.Byte(Simulation.IsIntermission ? (byte)1 : (byte)0);
        writer.UInt32(Simulation.RoundEnds);
        writer.Byte((byte)Simulation.Camps.Count);
        foreach (var camp in Simulation.Camps)
        {
            GameMessages.Place(ref writer, camp);
        }

        return _message.AsSpan(0, writer.Length);
    }

    ReadOnlySpan<byte> WriteNews(CaveEvent happened)
    {
        var writer = new DatagramWriter(_message);
        writer.Byte((byte)ServerMessage.News);
        writer.Byte((byte)happened.Kind);
        writer.Byte(happened.Slot);
        writer.Byte(happened.Other);
        writer.VarInt((uint)happened.Amount);
        GameMessages.Place(ref writer, happened.Place);
        return _message.AsSpan(0, writer.Length);
    }

    void WriteEntry(ref DatagramWriter writer, int slot, RosterEntry entry)
    {
        writer.Byte((byte)slot);
        writer.Byte((byte)entry);
        GameMessages.Text(ref writer, entry == RosterEntry.Empty ? "" : NameOf(slot), 2 * GameMessages.MaxName);
    }

    static void WriteScore(ref DatagramWriter writer, int slot, ushort score)
    {
        writer.Byte((byte)slot);
        writer.VarInt(score);
    }

    GameGuest? GuestOf(int slot)
    {
        foreach (var guest in _guests)
        {
            if (guest.Slot == slot)
            {
                return guest;
            }
        }

        return null;
    }

    RosterEntry EntryOf(int slot) =>
        GuestOf(slot) is { } guest ? guest.Session is null ? RosterEntry.Away : RosterEntry.Person
        : Simulation.Players[slot] is { IsPresent: true, IsBot: true } ? RosterEntry.Bot : RosterEntry.Empty;

    string NameOf(int slot) => GuestOf(slot)?.Name ?? BotNames.Of(slot);

    void TellSlot(int slot, ReadOnlySpan<byte> message)
    {
        if (GuestOf(slot) is { } guest)
        {
            Say(guest, message);
        }
    }

    void TellAll(ReadOnlySpan<byte> message)
    {
        foreach (var guest in _guests)
        {
            if (guest.Slot >= 0)
            {
                Say(guest, message);
            }
        }
    }

    static void Say(GameGuest guest, ReadOnlySpan<byte> message)
    {
        if (guest.Session is { Connection: { Ended: TransportReason.None } connection } && !connection.TrySendReliable(message))
        {
            connection.Close(TransportReason.TooSlow, "too much waits to be read");
        }
    }
}
