namespace Patchbay.Observation;

/// <summary>Flags of send(2) and recv(2), with Linux's numbers.</summary>
static class MessageFlags
{
    public const long Peek = 0x2;
    public const long DontWait = 0x40;
    public const long WaitAll = 0x100;
}
