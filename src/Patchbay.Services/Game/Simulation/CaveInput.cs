namespace Patchbay.Services.Game.Simulation;

/// <summary>What a player wants in one tick: a heading in the low three bits, the dash in the fourth.</summary>
readonly record struct CaveInput
{
    const byte DashBit = 8;

    CaveInput(byte bits) => Bits = bits;

    public CaveInput(CaveHeading heading, bool dash = false) => Bits = (byte)((byte)heading | (dash ? DashBit : 0));

    public byte Bits { get; }

    public CaveHeading Heading => (CaveHeading)(Bits & 7);

    public bool Dash => (Bits & DashBit) != 0;

    /// <summary>From the wire; false when the bits mean nothing.</summary>
    public static bool TryRead(byte bits, out CaveInput input)
    {
        input = new CaveInput(bits);
        return (bits & 7) <= (int)CaveHeading.Left && bits < 2 * DashBit;
    }
}
