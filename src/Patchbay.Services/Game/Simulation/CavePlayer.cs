namespace Patchbay.Services.Game.Simulation;

/// <summary>One player's state. Times in ticks.</summary>
sealed class CavePlayer
{
    public bool IsPresent { get; set; }

    public bool IsBot { get; set; }

    public byte X { get; set; }

    public byte Y { get; set; }

    public CaveHeading Facing { get; set; } = CaveHeading.Down;

    /// <summary>What the player wants; stays until changed, the dash for one tick.</summary>
    public CaveInput Input { get; set; }

    public byte Carried { get; set; }

    public ushort Score { get; set; }

    /// <summary>Until the next step or hit.</summary>
    public int Wait { get; set; }

    public int Stun { get; set; }

    public int Immune { get; set; }

    public int Dash { get; set; }

    public int DashWait { get; set; }

    /// <summary>The vein being dug, as row times width plus column, and the hits so far.</summary>
    public int DugPlace { get; set; } = -1;

    public int DugHits { get; set; }

    /// <summary>What a bot remembers.</summary>
    public BotMemory Memory { get; set; }

    public bool IsDashing => Dash > 0;

    /// <summary>Mixes everything into a hash.</summary>
    public ulong Hash(ulong hash)
    {
        hash = StateHash.Mix(hash, X | ((ulong)Y << 8) | ((ulong)Facing << 16) | ((ulong)Input.Bits << 24) | ((ulong)Carried << 32) | ((ulong)Score << 40) | (IsBot ? 1UL << 56 : 0));
        hash = StateHash.Mix(hash, (uint)Wait | ((ulong)(uint)Stun << 16) | ((ulong)(uint)Immune << 32) | ((ulong)(uint)Dash << 48));
        hash = StateHash.Mix(hash, (uint)DashWait | ((ulong)(uint)DugHits << 16) | ((ulong)(uint)DugPlace << 32));
        return Memory.Hash(hash);
    }
}
