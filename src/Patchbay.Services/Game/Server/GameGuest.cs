using System.Security.Cryptography;
using Patchbay.Services.Game.Messages;
using Patchbay.Services.Game.Snapshots;
using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Game.Server;

/// <summary>A person at the server: connected, or away and expected back.</summary>
sealed class GameGuest(TransportSession session, long now)
{
    // A line a second, a few at once.
    TokenBucket _talk = new(1, 5, now);

    /// <summary>Null while away.</summary>
    public TransportSession? Session { get; set; } = session;

    public long Since { get; } = now;

    /// <summary>-1 before joining.</summary>
    public int Slot { get; set; } = -1;

    public string Name { get; set; } = "";

    /// <summary>Who shows it gets this player back.</summary>
    public byte[] Token { get; private set; } = RandomNumberGenerator.GetBytes(GameMessages.TokenLength);

    public InputQueue Inputs { get; private set; } = new(now);

    public SnapshotHistory Snapshots { get; private set; } = new();

    /// <summary>The tick of the last snapshot that the client understood; 0 for none.</summary>
    public uint Acknowledged { get; set; }

    /// <summary>When an away guest is given up.</summary>
    public long AwayUntil { get; set; }

    /// <summary>A full snapshot was sent because there was no base.</summary>
    public long FullSnapshots { get; set; }

    public bool MayTalk(long now) => _talk.TryTake(now);

    /// <summary>Comes back on another session: another token, and nothing acknowledged.</summary>
    public void Return(TransportSession session, long now)
    {
        Session = session;
        session.State = this;
        Token = RandomNumberGenerator.GetBytes(GameMessages.TokenLength);
        (Inputs, Snapshots, Acknowledged) = (new InputQueue(now), new SnapshotHistory(), 0);
    }
}
