namespace Patchbay.Observation;

/// <summary>Flags of recv(2), with Linux's numbers.</summary>
static class ReceiveFlags
{
    public const long Peek = 0x2;
}
