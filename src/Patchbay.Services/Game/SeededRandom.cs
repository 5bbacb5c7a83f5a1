namespace Patchbay.Services.Game;

/// <summary>The same numbers from the same seed on every machine and in every version: SplitMix64 (Steele, Lea, Flood 2014). Its whole state is one number.</summary>
struct SeededRandom(ulong seed)
{
    /// <summary>Where it stands: goes into state hashes.</summary>
    public ulong State { get; private set; } = seed;

    public ulong Next()
    {
        State += 0x9E3779B97F4A7C15;
        var mixed = State;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>0 to below <paramref name="end"/>; the bias of a modulus is one in 2^32 at most.</summary>
    public int Below(int end) => (int)((Next() >> 32) * (ulong)end >> 32);
}
