using Patchbay.Services.Game.Messages;
using Patchbay.Services.Game.Simulation;
using Patchbay.Services.Game.Snapshots;
using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Game.Client;

/// <summary>What the server says, understood.</summary>
sealed partial class GameClient
{
    void TakeReliable(ReadOnlySpan<byte> message)
    {
        var reader = new DatagramReader(message);
        switch ((ServerMessage)reader.Byte())
        {
            case ServerMessage.Welcome:
                TakeWelcome(ref reader);
                break;
            case ServerMessage.Roster:
                TakeRoster(ref reader);
                break;
            case ServerMessage.Scores:
                TakeScores(ref reader);
                break;
            case ServerMessage.Chat:
                var slot = reader.Byte();
                var text = GameMessages.Text(ref reader, GameMessages.MaxChat);
                Add(new GameLine("chat", text, NameOf(slot)));
                break;
            case ServerMessage.Round:
                TakeRound(ref reader);
                break;
            case ServerMessage.News:
                TakeNews(ref reader);
                break;
        }
    }

    void TakeWelcome(ref DatagramReader reader)
    {
        var slot = reader.Byte();
        var token = reader.Bytes(GameMessages.TokenLength);
        var (width, height) = (reader.Byte(), reader.Byte());
        reader.Byte();
        if (!reader.IsSound || slot >= CaveRules.MostPlayers || width > CaveSettings.MostSide || height > CaveSettings.MostSide)
        {
            return;
        }

        var isBack = Phase == GameClientPhase.Reconnecting;
        (Slot, Width, Height, _token, Phase) = (slot, width, height, token.ToArray(), GameClientPhase.Playing);
        if (isBack)
        {
            Add(new GameLine("connection", "you are back"));
        }
    }

    void TakeRoster(ref DatagramReader reader)
    {
        while (!reader.IsAtEnd)
        {
            var (slot, entry) = (reader.Byte(), (RosterEntry)reader.Byte());
            var name = GameMessages.Text(ref reader, 2 * GameMessages.MaxName);
            if (!reader.IsSound || slot >= CaveRules.MostPlayers)
            {
                return;
            }

            var before = _roster[slot];
            _roster[slot] = (entry, name, entry == RosterEntry.Empty ? 0 : before.Score);
            if (Phase == GameClientPhase.Playing && slot != Slot && View.Tick > 0)
            {
                TellChange(before.Entry, before.Name, entry, name);
            }
        }
    }

    void TellChange(RosterEntry before, string oldName, RosterEntry now, string name)
    {
        var text = (before, now) switch
        {
            (RosterEntry.Person, RosterEntry.Away) => $"{name} lost the connection",
            (RosterEntry.Away, RosterEntry.Person) => $"{name} is back",
            (not RosterEntry.Person, RosterEntry.Person) => $"{name} joined",
            (RosterEntry.Person or RosterEntry.Away, RosterEntry.Empty or RosterEntry.Bot) => $"{oldName} left",
            _ => null,
        };
        if (text is not null)
        {
            Add(new GameLine("roster", text, now == RosterEntry.Person ? name : oldName));
        }
    }

    void TakeScores(ref DatagramReader reader)
    {
        while (!reader.IsAtEnd)
        {
            var slot = reader.Byte();
            var score = reader.VarInt(ushort.MaxValue);
            if (!reader.IsSound || slot >= CaveRules.MostPlayers)
            {
                return;
            }

            _roster[slot].Score = score;
        }
    }

    void TakeRound(ref DatagramReader reader)
    {
        var round = reader.VarInt(int.MaxValue);
        var isIntermission = reader.Byte() != 0;
        var ends = reader.UInt32();
        var camps = new CavePlace[Math.Min(reader.Byte(), (byte)16)];
        for (var i = 0; i < camps.Length; i++)
        {
            camps[i] = GameMessages.Place(ref reader);
        }

        if (!reader.IsSound)
        {
            return;
        }

        if (round != Round)
        {
            // Another cave.
            Array.Clear(_remembered);
            Lode = null;
        }

        (Round, IsIntermission, RoundEnds, Camps) = (round, isIntermission, ends, camps);
    }

    void TakeNews(ref DatagramReader reader)
    {
        var kind = (CaveEventKind)reader.Byte();
        var (slot, other) = (reader.Byte(), reader.Byte());
        var amount = reader.VarInt(ushort.MaxValue);
        var place = GameMessages.Place(ref reader);
        if (!reader.IsSound)
        {
            return;
        }

        if (kind == CaveEventKind.Motherlode)
        {
            Lode = place;
        }

        var words = GameWords.Tell(kind, slot == Slot, other == Slot, NameOf(slot), NameOf(other), amount);
        if (words is not null)
        {
            Add(new GameLine(GameWords.NameOf(kind), words, NameOf(slot), new CaveEvent(kind, slot, other, amount, place)));
        }
    }

    /// <summary>Takes a snapshot that is newer than what we have, once we know who we are; one that we cannot make out is not acknowledged, and a full one comes.</summary>
    void TakeSnapshot(ReadOnlySpan<byte> message)
    {
        var reader = new DatagramReader(message);
        var kind = (ServerMessage)reader.Byte();
        var tick = reader.UInt32();
        var age = reader.Byte();
        var hash = reader.UInt32();
        if (!reader.IsSound || kind != ServerMessage.Snapshot || tick <= _understood || Phase != GameClientPhase.Playing)
        {
            return;
        }

        var known = age == 0 ? null : _snapshots.Find(tick - age);
        if (age != 0 && known is null)
        {
            Misunderstood++;
            return;
        }

        var isSound = SnapshotCodec.TryDecode(reader.Bytes(reader.Left), known, _decoded);
        _decoded.Tick = tick;
        if (!isSound || _decoded.Hash() != hash)
        {
            Misunderstood++;
            return;
        }

        _understood = tick;
        _snapshots.Keep(_decoded);
        _decoded.CopyTo(View);
        Snapshots++;
        FullSnapshots += known is null ? 1 : 0;
        Remember();
    }

    void Remember()
    {
        for (var i = 0; i < SightTable.Count; i++)
        {
            var (x, y) = (View.Self.X + (i % SightTable.Width) - CaveRules.SightX, View.Self.Y + (i / SightTable.Width) - CaveRules.SightY);
            if (View.Cells[i] != (byte)CaveCell.Unseen && (uint)x < CaveSettings.MostSide && (uint)y < CaveSettings.MostSide)
            {
                _remembered[(y * CaveSettings.MostSide) + x] = View.Cells[i];
            }
        }
    }
}
