using System.Numerics;
using System.Runtime.InteropServices;

namespace Patchbay.Services.Game.Simulation;

/// <summary>The hash of a simulation's state: tells whether two went the same way; no defence against who wants a collision.</summary>
static class StateHash
{
    public const ulong First = 0xCBF29CE484222325;

    public static ulong Mix(ulong hash, ulong value) => BitOperations.RotateLeft((hash ^ value) * 0x9E3779B97F4A7C15, 29);

    public static ulong Mix(ulong hash, ReadOnlySpan<byte> bytes)
    {
        var whole = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var value in whole)
        {
            hash = Mix(hash, value);
        }

        foreach (var value in bytes[(whole.Length * 8)..])
        {
            hash = Mix(hash, value);
        }

        return hash;
    }
}
