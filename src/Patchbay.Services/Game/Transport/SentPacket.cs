using System.Runtime.CompilerServices;

namespace Patchbay.Services.Game.Transport;

/// <summary>A packet that was sent, until it is known what became of it.</summary>
struct SentPacket
{
    /// <summary>The most fragments one packet carries.</summary>
    public const int MostFragments = 16;

    public uint Sequence;
    public long SentAt;
    public bool IsSettled;
    public int FragmentCount;
    public FragmentNumbers Fragments;

    [InlineArray(MostFragments)]
    public struct FragmentNumbers
    {
        uint _first;
    }
}
