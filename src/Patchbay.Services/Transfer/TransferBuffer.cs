namespace Patchbay.Services.Transfer;

/// <summary>How much moves at once.</summary>
internal static class TransferBuffer
{
    public const int Size = 64 * 1024;
}
