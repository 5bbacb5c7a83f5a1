namespace Patchbay.Sockets.Tests;

/// <summary>What the contract suite runs over: our engines, and stock Kestrel's transport as the reference.</summary>
public enum TestedEngine
{
    Sockets,
    Uring,
    UringPinned,
    Kestrel,

    /// <summary>The portable engine's datagrams as other systems have them.</summary>
    Portable,
}
