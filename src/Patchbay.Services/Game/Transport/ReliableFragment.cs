namespace Patchbay.Services.Game.Transport;

/// <summary>A piece of a reliable message that waits to be acknowledged.</summary>
struct ReliableFragment
{
    public byte[] Bytes;
    public int Length;

    /// <summary>The message ends with it.</summary>
    public bool IsLast;

    public bool IsAcknowledged;

    /// <summary>A later packet was acknowledged and this one's was not.</summary>
    public bool IsLost;

    public int Attempts;
    public long SentAt;
}
